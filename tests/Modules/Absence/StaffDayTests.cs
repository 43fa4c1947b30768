using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Kapprum.Support;

namespace Kapprum.Tests.Absence;

/// <summary>Which children stand in the day of a staff member.</summary>
public sealed class StaffDayTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Theory]
    [InlineData(-8)]
    [InlineData(0)]
    [InlineData(8)]
    public async Task The_duty_of_today_counts_whichever_day_is_asked_for(int days)
    {
        var (now, before) = (await app.Family(), await app.Family());
        await app.Staff(before.Group, ends: app.Today.AddDays(-1), who: now.Staff.Id);
        await app.Staff(before.Group, starts: app.Today.AddDays(1), who: now.Staff.Id);

        Assert.Equal([now.Child], await Children(await app.As(now.Staff.Id), app.Today.AddDays(days)));
    }

    [Fact]
    public async Task A_child_that_has_left_the_unit_is_not_seen_on_earlier_days_either()
    {
        var family = await app.Family();
        var left = await app.Child(family.Group, ends: app.Today.AddDays(-1));

        Assert.DoesNotContain(left, await Children(family.Staff, app.Today.AddDays(-5)));
    }

    [Fact]
    public async Task A_child_protected_since_it_changed_groups_is_not_seen_by_the_former_ones_staff()
    {
        var family = await app.Family("confidential");
        Assert.Equal([family.Child], await Children(family.Staff, app.Today.AddDays(-5)));

        foreach (var table in new[] { "placement", "group_membership" })
            await app.Execute(
                $"update roster.{table} set ends_on = @Yesterday where child_id = @Child",
                new { Yesterday = app.Today.AddDays(-1), family.Child }
            );
        await app.Place(family.Child, await app.Group(family.Unit), starts: app.Today);

        Assert.Empty(await Children(family.Staff, app.Today.AddDays(-5)));
    }

    [Fact]
    public async Task A_child_is_offered_to_record_while_that_is_not_refused()
    {
        var family = await app.Family();
        Assert.True(await Offered(app.Today));
        await app.OpenAtWeekends(family.Unit);
        Assert.True(await Offered(app.Today.AddDays(-30)));
        Assert.False(await Offered(app.Today.AddDays(-31)));
        Assert.False(await Offered(app.Today.AddDays(1)));

        await Report(null, "10:00");
        Assert.True(await Offered(app.Today));
        await Report("10:00", null);
        Assert.False(await Offered(app.Today));
        await Record(app.Today).Refused(HttpStatusCode.Conflict, "absence/already-reported");

        var before = app.Today.AddDays(-1);
        await Record(before, until: "09:00").Created();
        Assert.False(await Offered(before));
        await Record(before).Refused(HttpStatusCode.Conflict, "absence/recorded-by-staff");

        async Task<bool> Offered(DateOnly day) =>
            (bool)Assert.Single(Items(await Day(family.Staff, day)))!["mayRecord"]!;

        Task Report(string? from, string? until) =>
            family
                .Guardian.Api.Post(
                    "absences",
                    new
                    {
                        childId = family.Child,
                        day = app.Today,
                        from,
                        until,
                        reason = "ill",
                    }
                )
                .Created();

        Task<HttpResponseMessage> Record(DateOnly day, string? until = null) =>
            family.Staff.Api.Post(
                "absences/recorded",
                new
                {
                    childId = family.Child,
                    day,
                    until,
                }
            );
    }

    [Theory]
    [InlineData("mentor", true)]
    [InlineData("teaching", false)]
    public async Task Who_has_a_child_in_another_kind_of_group_sees_it_there_may_call_and_is_told_if_its_mentor(
        string kind,
        bool told
    )
    {
        var school = await app.Unit("school");
        var classes = await app.Group(school, "class");
        var child = await app.Child(classes, protection: "confidential");
        var other = await app.Group(school, kind);
        await app.Execute(
            "insert into roster.group_membership (group_id, child_id, starts_on) values (@other, @child, '2020-01-01')",
            new { other, child }
        );
        var teacher = await app.Staff(other);
        var guardian = await app.Guardian(child);
        await app.Staff(classes);

        var item = Assert.Single(Items(await Day(teacher, app.Today)));
        Assert.Equal((child, true), ((Guid)item["childId"]!, (bool)item["mayCall"]!));
        await teacher.Api.GetAsync($"children/{child}/contacts").Is(HttpStatusCode.OK);
        await guardian
            .Api.Post(
                "absences",
                new
                {
                    childId = child,
                    day = app.Today,
                    reason = "ill",
                }
            )
            .Created();
        await app.Drain();

        Assert.Equal(told ? 1 : 0, await Unread(teacher));
    }

    [Fact]
    public async Task A_child_in_no_group_stands_in_the_headteachers_day_who_is_told_of_it()
    {
        var family = await app.Family();
        var headteacher = await app.Headteacher(family.Unit);
        var alone = await app.Child(family.Group);
        await app.Execute("update roster.placement set group_id = null where child_id = @alone", new { alone });
        await app.Execute("delete from roster.group_membership where child_id = @alone", new { alone });
        var guardian = await app.Guardian(alone);

        var groups = (await Day(headteacher, app.Today))["groups"]!.AsArray();
        Assert.Equal(2, groups.Count);
        Assert.Equal(
            (null, alone),
            ((Guid?)groups[1]!["id"], (Guid)Assert.Single(groups[1]!["children"]!.AsArray())!["childId"]!)
        );
        Assert.DoesNotContain(alone, await Children(family.Staff, app.Today));
        await guardian
            .Api.Post(
                "absences",
                new
                {
                    childId = alone,
                    day = app.Today,
                    reason = "ill",
                }
            )
            .Created();
        await family.ReportIll(app.Today);
        await app.Drain();

        Assert.Equal((1, 1), (await Unread(headteacher), await Unread(family.Staff)));
        var page = await (await app.Pages(headteacher.Id)).Open($"/day?group={family.Unit}");
        Assert.Equal("Utan avdelning eller klass", page.QuerySelector(".day h2")!.TextContent.Trim());
    }

    [Fact]
    public async Task A_child_whose_placement_names_no_group_is_in_the_department_it_is_a_member_of()
    {
        var family = await app.Family();
        await app.Execute("update roster.placement set group_id = null where child_id = @Child", new { family.Child });

        Assert.Equal([family.Child], await Children(family.Staff, app.Today));
    }

    [Fact]
    public async Task A_group_that_has_ended_is_nobodys()
    {
        var family = await app.Family("confidential");
        await app.Execute(
            "update roster.child_group set ends_on = @Yesterday where id = @Group",
            new { Yesterday = app.Today.AddDays(-1), family.Group }
        );

        Assert.Empty(await Children(family.Staff, app.Today));
        await family
            .Staff.Api.GetAsync($"children/{family.Child}/absences")
            .Refused(HttpStatusCode.NotFound, "not-found");
        Assert.Equal([family.Child], await Children(await app.Headteacher(family.Unit), app.Today));
    }

    [Fact]
    public async Task Who_has_a_duty_without_a_group_sees_the_unit_but_no_protected_child_and_whom_to_call_neither()
    {
        var family = await app.Family();
        await app.Child(family.Group, protection: "protected-registration");
        var office = await app.Headteacher(family.Unit);
        await app.Execute(
            "update roster.duty set leads = false, role = 'Skoladministratör' where person_id = @Id",
            new { office.Id }
        );
        office = await app.As(office.Id);

        var item = Assert.Single(Items(await Day(office, app.Today)));
        Assert.Equal((family.Child, false), ((Guid)item["childId"]!, (bool)item["mayCall"]!));
        await office.Api.GetAsync($"children/{family.Child}/contacts").Refused(HttpStatusCode.NotFound, "not-found");
        Assert.Null((await (await app.Pages(office.Id)).Open("/day")).QuerySelector("a[href*='/contacts']"));
    }

    [Fact]
    public async Task Counts_by_state_filter_the_list_which_keeps_the_order_of_names_and_tags_only_exceptions()
    {
        var family = await app.Family(timetable: true);
        await app.Execute("update roster.person set given_name = 'Doris' where id = @Child", new { family.Child });
        var (anna, bo, caj) = (await Named("Anna"), await Named("Bo"), await Named("Caj"));
        await Record(new { childId = caj, day = app.Today });
        await Record(
            new
            {
                childId = bo,
                day = app.Today,
                kind = "late-arrival",
                until = "06:30",
            }
        );
        await Record(
            new
            {
                childId = anna,
                day = app.Today,
                reason = "ill",
            }
        );
        var staff = await app.Pages(family.Staff.Id);

        var page = await staff.Open("/day");
        Assert.Equal(["Anna", "Bo", "Caj", "Doris"], Names(page));
        Assert.Equal(["4 alla", "1 utan orsak", "1 borta", "2 väntas"], Counts(page));
        Assert.Equal(
            ["Kom sent", "Orsak saknas"],
            page.QuerySelectorAll("summary .tag").Select(tag => tag.TextContent.Trim())
        );
        Assert.Equal("Orsak saknas", Assert.Single(page.QuerySelectorAll("summary .tag.bad")).TextContent.Trim());

        page = await staff.Open(page.QuerySelectorAll(".counts a")[1].GetAttribute("href")!);
        Assert.Equal(["Caj"], Names(page));
        page = await staff.Open("/day?show=expected");
        Assert.Equal(["Bo", "Doris"], Names(page));
        Assert.Equal("2 väntas", Words(page.QuerySelector(".counts [aria-current]")!));

        await Record(new { childId = caj, day = app.Today.AddDays(-1) });
        page = await staff.Open($"/day?day={app.Today.AddDays(-1):yyyy-MM-dd}");
        Assert.Equal(["4 alla", "1 utan orsak", "0 borta", "3 utan frånvaro"], Counts(page));

        async Task<Guid> Named(string name) => await app.Child(family.Group, givenName: name);

        Task Record(object body) => family.Staff.Api.Post("absences/recorded", body).Created();
    }

    [Fact]
    public async Task A_closed_day_is_one_empty_state_and_its_arrows_lead_to_the_open_days_around_it()
    {
        var family = await app.Family();
        var saturday = app.Today.AddDays(4);
        Assert.Equal(DayOfWeek.Saturday, saturday.DayOfWeek);

        var page = await (await app.Pages(family.Staff.Id)).Open($"/day?day={saturday:yyyy-MM-dd}");

        Assert.NotNull(page.QuerySelector(".day .empty"));
        Assert.Empty(page.QuerySelectorAll("summary, .counts"));
        var arrows = page.QuerySelectorAll(".page-head nav a").Select(arrow => arrow.GetAttribute("href")!).ToList();
        Assert.Contains("day=2026-11-27", arrows[0], StringComparison.Ordinal);
        Assert.Contains("day=2026-11-30", arrows[1], StringComparison.Ordinal);
        Assert.Equal("weekday", (string?)(await Day(family.Staff, saturday))["groups"]![0]!["closed"]!["because"]);
    }

    [Fact]
    public async Task Why_a_day_is_closed_is_said()
    {
        var family = await app.Family();
        var day = app.Today.AddDays(1);
        Assert.Null((await Day(family.Staff, day))["groups"]![0]!["closed"]);
        await (await app.Administrator())
            .Api.Post(
                "closing-days",
                new
                {
                    day,
                    reason = "Planering",
                    unitId = family.Unit,
                }
            )
            .Created();

        var closed = (await Day(family.Staff, day))["groups"]![0]!["closed"]!;

        Assert.Equal(("closing-day", "Planering"), ((string?)closed["because"], (string?)closed["reason"]));
        var page = await (await app.Pages(family.Staff.Id)).Open($"/day?day={day:yyyy-MM-dd}");
        Assert.Contains("Planering", page.QuerySelector(".day .empty")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_leads_units_begins_with_their_groups_and_three_numbers_each()
    {
        var (one, other) = (await app.Unit(name: "Blåbäret"), await app.Unit(name: "Lingonet"));
        var groups = new[] { await app.Group(one, name: "Smultronet"), await app.Group(other, name: "Smultronet") };
        Guid[] children = [await app.Child(groups[0]), await app.Child(groups[0]), await app.Child(groups[1])];
        var headteacher = await app.Headteacher(one);
        await app.Headteacher(other, who: headteacher.Id);
        await headteacher.Api.Post("absences/recorded", new { childId = children[0], day = app.Today }).Created();
        var pages = await app.Pages(headteacher.Id);

        var page = await pages.Open("/day");

        Assert.Empty(page.QuerySelectorAll("summary"));
        Assert.Equal(["Blåbäret", "Lingonet"], page.QuerySelectorAll(".overview h2").Select(Words));
        Assert.Equal(
            ["1", "0", "1", "1", "0", "0"],
            page.QuerySelectorAll(".overview .number").Select(cell => Words(cell).Split(' ')[0])
        );
        var without = Assert.Single(page.QuerySelectorAll(".overview .bad"));
        Assert.Equal("1 utan orsak, Blåbäret · Smultronet", Words(without));

        page = await pages.Open(without.GetAttribute("href")!);
        Assert.StartsWith("Blåbäret", Words(page.QuerySelector(".day > p")!), StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll("summary"));
        Assert.Equal("1 utan orsak", Words(page.QuerySelector(".counts [aria-current]")!));
        page = await pages.Open(page.QuerySelector(".back")!.GetAttribute("href")!);
        Assert.NotNull(page.QuerySelector(".overview"));
    }

    private static IEnumerable<string> Names(IHtmlDocument page) =>
        page.QuerySelectorAll("summary .title").Select(title => Words(title).Split(' ')[0]);

    private static IEnumerable<string> Counts(IHtmlDocument page) => page.QuerySelectorAll(".counts a").Select(Words);

    private static string Words(IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static async Task<JsonNode> Day(Actor staff, DateOnly day) =>
        await staff.Api.GetAsync($"absences/day?day={day:yyyy-MM-dd}").Json();

    private static JsonNode[] Items(JsonNode day) =>
        [.. day["groups"]!.AsArray().SelectMany(group => group!["children"]!.AsArray()).Select(item => item!)];

    private static async Task<Guid[]> Children(Actor staff, DateOnly day) =>
        [.. Items(await Day(staff, day)).Select(item => (Guid)item["childId"]!)];

    private static async Task<int> Unread(Actor staff) =>
        (int)(await staff.Api.GetAsync("notifications/unread").Json())["total"]!;
}
