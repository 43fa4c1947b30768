using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Kapprum.Contracts.Roster;
using Kapprum.Support;
using Kapprum.Tests.Access;

namespace Kapprum.Tests.Absence;

public sealed class AbsencePagesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    // The tests' clock stands at 07:00; the unit opens at 08:00, so that a report may still be taken back.
    private readonly App app = shared.App;

    [Fact]
    public async Task A_guardian_reports_two_children_ill_and_takes_it_back_at_once()
    {
        var (guardian, children) = await Siblings();
        await guardian.Open("/absence/report");

        await guardian.Send("report", [.. Chosen(children), ("Reason", "Ill"), ("Note", "Feber")]);

        Assert.Equal("/", guardian.Path);
        var page = await guardian.Open("/");
        Assert.Contains("Klart! Ada är anmäld sjuk i dag. ", page.QuerySelector(Receipt(children[0]))!.TextContent);
        Assert.Contains("Klart! Bo är anmäld sjuk i dag. ", page.QuerySelector(Receipt(children[1]))!.TextContent);
        Assert.Equal(2, await CurrentAbsence(children));

        foreach (var child in children)
            await guardian.Send($"{Receipt(child)} form");

        Assert.Equal("Tillbakataget. Bo väntas som vanligt i dag.", guardian.Toast);
        Assert.Equal(0, await CurrentAbsence(children));
        page = await guardian.Open("/");
        Assert.Null(guardian.Toast);
        Assert.Null(page.QuerySelector(Receipt(children[0])));
    }

    [Fact]
    public async Task The_days_of_all_children_are_asked_for_at_once()
    {
        ConcurrentQueue<string> calls = [];
        await using var own = await App.Start(instead: services =>
            services.Decorate<IChildFrame>(real => CallRecorder.Of(real, calls))
        );
        var (ada, bo) = (await own.Family(), await own.Family());
        await own.Guardian(bo.Child, who: ada.Guardian.Id);
        var guardian = await own.Pages(ada.Guardian.Id);
        await guardian.Open("/");
        calls.Clear();

        var page = await guardian.Open("/absence/report");

        Assert.Equal(2, page.QuerySelectorAll("[name=Children]").Length);
        Assert.Equal(2, page.QuerySelectorAll("[name=Day]").Length);
        Assert.Single(calls, what => what == nameof(IChildFrame.On));
    }

    [Fact]
    public async Task What_is_missing_is_said_at_its_field_and_nothing_typed_is_lost()
    {
        var (guardian, children) = await Siblings();
        await guardian.Open("/absence/report");

        var page = await guardian.Send("report", ("Note", "Feber sedan i natt"));

        Assert.Equal("Välj minst ett barn.", guardian.Error("children"));
        Assert.Equal("Välj en orsak.", guardian.Error("reason"));
        Assert.Equal("Feber sedan i natt", page.QuerySelector("textarea")!.TextContent);
        var summary = page.QuerySelector("[role=alert]")!;
        Assert.True(summary.HasAttribute("autofocus"));
        Assert.All(
            summary.QuerySelectorAll("a"),
            link =>
                Assert.StartsWith(
                    page.QuerySelector(link.GetAttribute("href")!)!.QuerySelector("legend")!.TextContent.Trim(),
                    link.TextContent,
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(0, await CurrentAbsence(children));
    }

    [Fact]
    public async Task When_one_of_two_children_is_reported_already_the_other_one_is_and_the_page_says_which()
    {
        var (guardian, children) = await Siblings();
        await guardian.Open("/absence/report");
        await guardian.Send("report", [.. Chosen(children[..1]), ("Reason", "Ill")]);
        await guardian.Open("/absence/report");

        var page = await guardian.Send("report", [.. Chosen(children), ("Reason", "Ill")]);

        Assert.StartsWith(
            "Bo är anmäld. Ada gick inte att anmäla: ",
            page.QuerySelector("[role=alert]")!.TextContent.Trim(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "Ta tillbaka anmälan för Bo",
            page.QuerySelector("main a[href^='/absence/undo']")!.TextContent.Trim()
        );
        Assert.Equal(
            children[0].ToString(),
            page.QuerySelector("input[name=Children]:checked, input[name=Children][checked]")!.GetAttribute("value")
        );
        Assert.Equal(2, await CurrentAbsence(children));
    }

    [Fact]
    public async Task A_part_of_the_day_reaches_no_further_than_each_childs_own_day()
    {
        var (guardian, children) = await Siblings();
        await guardian.Open("/absence/report");

        await guardian.Send(
            "report",
            [.. Chosen(children), ("Reason", "Medical"), ("Part", "part"), ("From", "08:30"), ("Until", "15:30")]
        );

        Assert.Equal("/", guardian.Path);
        Assert.Equal(
            ["08:30:00-15:00:00", "09:00:00-15:30:00"],
            (
                await app.Value<string[]>(
                    """
                    select array_agg(from_time || '-' || until_time order by from_time)
                    from absence.absence
                    where child_id = any(@children)
                    """,
                    new { children }
                )
            )
        );
    }

    [Fact]
    public async Task A_report_is_changed_on_its_page_unless_somebody_else_was_quicker()
    {
        var (guardian, children) = await Siblings();
        await guardian.Open("/absence/report");
        await guardian.Send("report", [.. Chosen(children[..1]), ("Reason", "Ill")]);
        var id = await app.Value<Guid>(
            "select id from absence.absence where child_id = @child",
            new { child = children[0] }
        );

        await guardian.Open($"/absence/{id}");
        await guardian.Send("change", ("Reason", "Medical"), ("Part", "part"), ("From", "10:00"), ("Until", "11:30"));
        Assert.Equal("Klart! Anmälan för Ada i dag är ändrad.", guardian.Toast);
        Assert.Equal(
            "medical 10:00:00",
            await app.Value<string>("select reason || ' ' || from_time from absence.absence where id = @id", new { id })
        );

        await guardian.Open($"/absence/{id}");
        await app.Execute("update absence.absence set version = version + 1 where id = @id", new { id });
        var page = await guardian.Send("change", ("Reason", "Ill"));
        Assert.Contains(
            "Någon annan har ändrat",
            page.QuerySelector("[role=alert]")!.TextContent,
            StringComparison.Ordinal
        );
        await guardian.Send("change");
        Assert.Equal("Klart! Anmälan för Ada i dag är ändrad.", guardian.Toast);
        Assert.Equal("ill", await app.Value<string>("select reason from absence.absence where id = @id", new { id }));
    }

    [Fact]
    public async Task The_history_shows_a_term_and_what_was_withdrawn()
    {
        var (guardian, children) = await Siblings();
        await guardian.Open("/absence/report");
        await guardian.Send("report", [.. Chosen(children[..1]), ("Reason", "Ill")]);
        await guardian.Send($"{Receipt(children[0])} form");
        await guardian.Open("/absence/report");
        await guardian.Send("report", [.. Chosen(children[..1]), ("Reason", "Other")]);

        var page = await guardian.Open($"/absence?child={children[0]}");
        Assert.Equal("Hösten 2026", page.QuerySelector(".tabs [aria-current]")!.TextContent);
        Assert.Equal("1 dag", page.QuerySelector("main .card .end")!.TextContent);
        Assert.Equal(
            ["Ada: Annat, hela dagen · av dig", "Ada: Sjuk, hela dagen · av dig"],
            page.QuerySelectorAll(".row .more")
                .Select(row =>
                    string.Join(' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                )
        );
        Assert.Equal("Tillbakatagen", page.QuerySelector(".row.past .tag")!.TextContent);

        page = await guardian.Open($"/absence?child={children[0]}&term=2026-1");
        Assert.Contains("Ada har ingen frånvaro den här terminen", page.QuerySelector("main .card")!.TextContent);
    }

    [Fact]
    public async Task Staff_record_with_two_taps_explain_and_take_back()
    {
        var family = await app.Family();
        var staff = await app.Pages(family.Staff.Id);
        var page = await staff.Open("/day");

        page = await staff.Send("record", Button(page, "RecordUnexplained"));
        Assert.EndsWith(" har inte kommit i dag.", staff.Toast, StringComparison.Ordinal);
        var recorded = await app.Value<Guid>(
            "select id from absence.absence where child_id = @Child and reason is null",
            new { family.Child }
        );

        var explain = Button(page, "ExplainIll");
        page = await staff.Send("record", explain);
        Assert.EndsWith(" är sjuk i dag.", staff.Toast, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("summary .tag"));

        page = await staff.Send("record", explain);
        Assert.Contains("Någon annan har ändrat", page.QuerySelector("[role=alert]")!.TextContent);
        Assert.True(page.QuerySelector("details")!.HasAttribute("open"));

        await staff.Send("record", ("Action", $"Withdraw {recorded}"));
        Assert.Equal(0, await CurrentAbsence([family.Child]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("RecordUnexplained")]
    [InlineData("RecordUnexplained nobody")]
    [InlineData("1 {0}")]
    [InlineData("7 {0}")]
    [InlineData("Record {0}")]
    [InlineData("RecordUnexplained {0} first")]
    [InlineData("RecordUnexplained {0} 1 2")]
    public async Task What_no_button_of_the_day_says_does_nothing_and_says_so(string action)
    {
        var family = await app.Family();
        var staff = await app.Pages(family.Staff.Id);
        await staff.Open("/day");

        var page = await staff.Send(
            "record",
            ("Action", action.Replace("{0}", family.Child.ToString(), StringComparison.Ordinal))
        );

        Assert.NotNull(page.QuerySelector(".problems"));
        Assert.Equal(0, await CurrentAbsence([family.Child]));
    }

    private static (string, string) Button(IDocument page, string action) =>
        ("Action", page.QuerySelector($"button[name=Action][value^='{action} ']")!.GetAttribute("value")!);

    [Fact]
    public async Task A_guardian_explains_what_staff_have_recorded()
    {
        var family = await app.Family();
        var id = await family
            .Staff.Api.Post("absences/recorded", new { childId = family.Child, day = app.Today })
            .Created();
        var guardian = await app.Pages(family.Guardian.Id);

        var page = await guardian.Open($"/absence/{id}");
        Assert.Empty(page.QuerySelectorAll("input[name=Valid]"));
        await guardian.Send("explain", ("Reason", "Medical"), ("Note", "Vaccination"));

        Assert.NotNull(guardian.Toast);
        JsonNode absence = await family.Guardian.Api.GetAsync($"absences/{id}").Json();
        Assert.Equal(("medical", "Vaccination"), ((string?)absence["reason"], (string?)absence["note"]));
    }

    [Fact]
    public async Task Staff_record_a_late_arrival_with_its_time_on_the_page_behind_more()
    {
        var family = await app.Family(timetable: true);
        var staff = await app.Pages(family.Staff.Id);
        await staff.Open($"/day/{family.Child}?day={app.Today:yyyy-MM-dd}");

        await staff.Send("record", ("Kind", "late"), ("Came", "08:25"));

        Assert.StartsWith("/day?", staff.Path, StringComparison.Ordinal);
        Assert.Equal(
            "08:25:00",
            await app.Value<string>(
                "select until_time::text from absence.absence where child_id = @Child and kind = 'late-arrival'",
                new { family.Child }
            )
        );
    }

    [Fact]
    public async Task A_child_of_another_unit_is_not_there_to_record()
    {
        var family = await app.Family();
        var elsewhere = await app.Family();

        await (await app.Pages(elsewhere.Staff.Id)).Open($"/day/{family.Child}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_makes_no_sense_in_an_address_breaks_nothing()
    {
        var family = await app.Family();
        var guardian = await app.Pages(family.Guardian.Id);
        foreach (var path in new[] { "/absence/report?for=abc", "/absence?term=2026-9", "/absence?child=abc" })
            await guardian.Open(path);
        await guardian.Open("/absence/undo?id=abc", HttpStatusCode.NotFound);

        var staff = await app.Pages(family.Staff.Id);
        foreach (
            var path in new[]
            {
                "/day?group=abc",
                "/day?day=0001-01-01",
                "/day?day=9999-12-31",
                "/day?day=2026-13-45",
                $"/day/{family.Child}?day=9999-12-31",
            }
        )
            await staff.Open(path);
    }

    // Ada's day is 08:00–15:00, Bo's 09:00–16:00.
    private async Task<(Pages Guardian, Guid[] Children)> Siblings()
    {
        var ada = await app.Child(
            await app.Group(await app.Unit(opens: "08:00", closes: "15:00")),
            givenName: "Ada",
            born: new(2020, 1, 1)
        );
        var bo = await app.Child(
            await app.Group(await app.Unit(opens: "09:00", closes: "16:00")),
            givenName: "Bo",
            born: new(2022, 1, 1)
        );
        var guardian = await app.Guardian(ada);
        await app.Guardian(bo, who: guardian.Id);
        return (await app.Pages(guardian.Id), [ada, bo]);
    }

    private static string Receipt(Guid child) => $"#child-{child} [role=status]";

    private static IEnumerable<(string, string)> Chosen(Guid[] children) =>
        children.Select(child => ("Children", child.ToString()));

    private Task<long> CurrentAbsence(Guid[] children) =>
        app.Value<long>(
            "select count(*) from absence.absence where child_id = any(@children) and withdrawn_at is null",
            new { children }
        );

    /// <summary>Records what the modules ask about the days.</summary>
    public class CallRecorder : DispatchProxy
    {
        private IChildFrame real = null!;
        private ConcurrentQueue<string> calls = null!;

        public static IChildFrame Of(IChildFrame real, ConcurrentQueue<string> calls)
        {
            var recorder = Create<IChildFrame, CallRecorder>();
            (((CallRecorder)(object)recorder).real, ((CallRecorder)(object)recorder).calls) = (real, calls);
            return recorder;
        }

        protected override object? Invoke(MethodInfo? method, object?[]? with)
        {
            calls.Enqueue(method!.Name);
            return method.Invoke(real, with);
        }
    }
}
