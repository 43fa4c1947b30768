using Kapprum.Support;

namespace Kapprum.Tests.Notifications;

/// <summary>Children of the same first name are told apart, for guardians and staff.</summary>
public sealed class NamesakesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task Siblings_of_one_first_name_are_told_apart_by_family_name_in_form_bell_and_mail()
    {
        var unit = await app.Unit();
        var lingon = await app.Group(unit, name: "Lingonet");
        var blue = await app.Group(unit, name: "Blåbäret");
        var (berg, yusuf) = (await Ali("Berg", lingon), await Ali("Yusuf", blue));
        var (guardian, staff) = (await app.Guardian(berg), await app.Staff(lingon));
        await app.Guardian(yusuf, who: guardian.Id);
        var address = $"{guardian.Id:N}@example.org";
        await app.Execute(
            "update accounts.account set email = @address, email_key = @address where person_id = @Id",
            new { address, guardian.Id }
        );
        var browser = await app.Pages(guardian.Id);

        var form = await browser.Open("/absence/report");
        Assert.Equal(
            ["Ali Berg", "Ali Yusuf"],
            form.QuerySelectorAll(".chip:has([name=Children])").Select(chip => Name(chip.TextContent)).Order()
        );

        await staff.Api.Post("absences/recorded", new { childId = berg, day = app.Today }).Created();
        await app.Drain();
        var bell = await guardian.Api.GetAsync("notifications").Json();
        Assert.StartsWith("Ali Berg har inte kommit", (string?)bell["items"]![0]!["text"]);
        Assert.Contains("Ali Berg har inte kommit", Assert.Single(app.MailsTo(address)).TextBody);
    }

    [Fact]
    public async Task Staff_read_the_family_name_of_a_child_who_shares_the_first_with_another_of_the_unit()
    {
        var unit = await app.Unit();
        var group = await app.Group(unit);
        var (berg, _) = (await Ali("Berg", group), await Ali("Yusuf", await app.Group(unit)));
        var (guardian, staff) = (await app.Guardian(berg), await app.Staff(group));

        await guardian
            .Api.Post(
                "absences",
                new
                {
                    childId = berg,
                    day = app.Today,
                    reason = "ill",
                }
            )
            .Created();
        await app.Drain();

        var bell = await staff.Api.GetAsync("notifications").Json();
        Assert.StartsWith("Ali Berg är anmäld", (string?)bell["items"]![0]!["text"]);
    }

    private async Task<Guid> Ali(string familyName, Guid group)
    {
        var child = await app.Person("Ali", familyName, born: new DateOnly(2022, 3, 1));
        await app.Place(child, group);
        return child;
    }

    // The peg's letter comes first.
    private static string Name(string chip) => chip[chip.IndexOf("Ali", StringComparison.Ordinal)..].Trim();
}
