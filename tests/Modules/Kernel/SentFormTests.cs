using Kapprum.Support;

namespace Kapprum.Tests.Kernel;

public sealed class SentFormTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task A_form_sent_twice_at_once_and_again_later_does_one_thing_and_leads_to_one_page()
    {
        var (guardian, children) = await Family();

        Assert.Equal(["/", "/"], await guardian.SendAtOnce("report", 2, Ill(children)));
        Assert.Equal(["/"], await guardian.SendAtOnce("report", 1, Ill(children)));

        Assert.Equal(2, await Absences(children));
        var start = await guardian.Send("report", Ill(children));
        Assert.NotNull(start.QuerySelector(".card [role=status]"));
    }

    [Fact]
    public async Task A_form_that_is_no_longer_on_its_page_when_it_comes_again_leads_to_the_same_page()
    {
        var (guardian, children) = await Family();
        await guardian.Send("report", Ill(children));
        await guardian.Open(await Absence(children[0]));

        var first = await guardian.SendAtOnce("withdraw", 1);
        Assert.Equal(first, await guardian.SendAtOnce("withdraw", 1));

        Assert.Equal(1, await Absences(children));
    }

    [Fact]
    public async Task A_form_sent_again_with_other_content_is_another_request()
    {
        var (guardian, children) = await Family();

        Assert.Equal(["/"], await guardian.SendAtOnce("report", 1, Ill(children[..1])));
        Assert.Equal(["/"], await guardian.SendAtOnce("report", 1, Ill(children[1..])));

        Assert.Equal(2, await Absences(children));
    }

    [Fact]
    public async Task Where_a_form_was_sent_its_receipt_is_kept_for_its_sender_only()
    {
        var (guardian, children) = await Family();
        await guardian.SendAtOnce("report", 2, Ill(children));
        var (other, others) = await Family();

        Assert.Equal(["/"], await other.SendAtOnce("report", 1, Ill(others)));

        Assert.Equal((2, 2), (await Absences(children), await Absences(others)));
    }

    [Fact]
    public async Task Once_something_else_has_been_done_a_form_sent_again_means_what_it_says()
    {
        await using var own = await App.Start();
        var child = await own.Child(await own.Group(await own.Unit(opens: "08:00", closes: "15:00")));
        var id = (await own.Guardian(child)).Id;
        var (guardian, again) = (await own.Pages(id), await own.Pages(id));
        await guardian.Open("/absence/report");
        await guardian.SendAtOnce("report", 1, Ill([child]));
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        await again.Open($"/absence/{await own.Value<Guid>("select id from absence.absence")}");
        await again.SendAtOnce("withdraw", 1);

        own.Clock.Advance(TimeSpan.FromMinutes(1));
        await guardian.SendAtOnce("report", 1, Ill([child]));

        Assert.Equal(
            (2, 1),
            await own.Row<(int, int)>(
                "select count(*)::int, (count(*) filter (where withdrawn_at is null))::int from absence.absence"
            )
        );
    }

    private async Task<(Pages Guardian, Guid[] Children)> Family()
    {
        var unit = await app.Unit(opens: "08:00", closes: "15:00");
        var (ada, bo) = (await app.Child(await app.Group(unit)), await app.Child(await app.Group(unit)));
        var guardian = await app.Guardian(ada);
        await app.Guardian(bo, who: guardian.Id);
        var pages = await app.Pages(guardian.Id);
        await pages.Open("/absence/report");
        return (pages, [ada, bo]);
    }

    private static (string, string)[] Ill(Guid[] children) =>
        [.. children.Select(child => ("Children", child.ToString())), ("Reason", "Ill")];

    private async Task<string> Absence(Guid child) =>
        $"/absence/{await app.Value<Guid>("select id from absence.absence where child_id = @child", new { child })}";

    private Task<long> Absences(Guid[] children) =>
        app.Value<long>(
            "select count(*) from absence.absence where child_id = any(@children) and withdrawn_at is null",
            new { children }
        );
}
