using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.Absence;

public sealed class RecordAbsenceTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task Staff_record_an_absence_and_the_guardian_explains_it()
    {
        var family = await app.Family();
        var id = await Record(family, new { childId = family.Child, day = app.Today }).Created();
        var unexplained = await family.Guardian.Api.GetAsync($"absences/{id}").Json();
        Assert.True((bool)unexplained["mayExplain"]!);
        Assert.Null(unexplained["reason"]);

        await family
            .Guardian.Api.Post($"absences/{id}/explanation", new { reason = "medical", note = "Vaccination" })
            .Is(HttpStatusCode.NoContent);
        await family
            .Guardian.Api.Post($"absences/{id}/explanation", new { reason = "ill" })
            .Refused(HttpStatusCode.Conflict, "absence/already-explained");

        var explained = await family.Staff.Api.GetAsync($"absences/{id}").Json();
        Assert.Equal(("medical", true), ((string)explained["reason"]!, (bool)explained["valid"]!));
    }

    [Fact]
    public async Task Staff_decide_whether_an_absence_is_valid()
    {
        var family = await app.Family();
        var id = await Record(family, new { childId = family.Child, day = app.Today }).Created();

        await family
            .Guardian.Api.Post($"absences/{id}/explanation", new { reason = "other", valid = true })
            .RefusedField("valid");
        await family
            .Guardian.Api.Post($"absences/{id}/explanation", new { reason = "other" })
            .Is(HttpStatusCode.NoContent);
        await family
            .Staff.Api.Post($"absences/{id}/explanation", new { reason = "other", valid = false })
            .Is(HttpStatusCode.NoContent);

        Assert.False((bool)(await family.Guardian.Api.GetAsync($"absences/{id}").Json())["valid"]!);
    }

    [Fact]
    public async Task A_late_arrival_lasts_from_the_start_of_the_day_until_the_child_came()
    {
        var family = await app.Family(timetable: true);

        await Record(
                family,
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    kind = "late-arrival",
                }
            )
            .RefusedField("until");
        await Record(
                family,
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    kind = "late-arrival",
                    from = "07:00",
                    until = "08:25",
                }
            )
            .RefusedField("from");
        var id = await Record(
                family,
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    kind = "late-arrival",
                    until = "08:25",
                }
            )
            .Created();

        var late = await family.Guardian.Api.GetAsync($"absences/{id}").Json();
        Assert.Equal(
            ("late-arrival", "06:00", "08:25"),
            ((string)late["kind"]!, (string)late["from"]!, (string)late["until"]!)
        );
    }

    [Fact]
    public async Task Nobody_is_late_where_only_the_opening_hours_are_known()
    {
        var family = await app.Family();

        await Record(
                family,
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    kind = "late-arrival",
                    until = "08:25",
                }
            )
            .Refused(HttpStatusCode.Conflict, "absence/no-timetable");

        var page = await (await app.Pages(family.Staff.Id)).Open($"/day/{family.Child}");
        Assert.Empty(page.QuerySelectorAll("input[value=late], input[name=Came]"));
    }

    [Fact]
    public async Task Whoever_goes_to_a_leisure_time_centre_before_school_is_late_from_when_school_begins()
    {
        var (school, leisure) = (await app.Unit("school"), await app.Unit("leisure-centre"));
        var classes = await app.Group(school, "class");
        await app.Timetable(classes, "08:10", "13:00");
        var child = await app.Child(await app.Group(leisure));
        await app.Place(child, classes);
        var (guardian, staff) = (await app.Guardian(child), await app.Staff(classes));

        var late = await staff
            .Api.Post(
                "absences/recorded",
                new
                {
                    childId = child,
                    day = app.Today,
                    kind = "late-arrival",
                    until = "08:25",
                }
            )
            .Created();

        Assert.Equal("08:10", (string?)(await guardian.Api.GetAsync($"absences/{late}").Json())["from"]);
    }

    [Theory]
    [InlineData(1, HttpStatusCode.BadRequest)]
    [InlineData(0, HttpStatusCode.Created)]
    [InlineData(-30, HttpStatusCode.Created)]
    [InlineData(-31, HttpStatusCode.BadRequest)]
    public async Task Staff_record_today_and_30_days_back(int days, HttpStatusCode answer)
    {
        var family = await app.Family();
        await app.OpenAtWeekends(family.Unit);

        await Record(family, new { childId = family.Child, day = app.Today.AddDays(days) }).Is(answer);
    }

    [Fact]
    public async Task A_guardians_report_stands_in_the_way_of_the_staffs()
    {
        var family = await app.Family();
        await family.ReportIll(app.Today);

        await Record(family, new { childId = family.Child, day = app.Today })
            .Refused(HttpStatusCode.Conflict, "absence/already-reported");
    }

    [Fact]
    public async Task A_guardians_report_of_a_part_stands_and_the_rest_is_recorded_around_it()
    {
        var family = await app.Family();
        await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    reason = "medical",
                    from = "10:00",
                    until = "11:30",
                }
            )
            .Created();

        var recorded = await Record(family, new { childId = family.Child, day = app.Today })
            .Json(HttpStatusCode.Created);

        Assert.Equal(["06:00-10:00 ", "10:00-11:30 medical", "11:30-18:00 "], await Parts());
        Assert.Single(recorded["more"]!.AsArray());
        var group = (await family.Staff.Api.GetAsync("absences/day").Json())["groups"]![0]!;
        Assert.Equal((0, 0, 1), ((int)group["expected"]!, (int)group["absent"]!, (int)group["withoutReason"]!));
        await Record(family, new { childId = family.Child, day = app.Today })
            .Refused(HttpStatusCode.Conflict, "absence/recorded-by-staff");

        var staff = await app.Pages(family.Staff.Id);
        await staff.Open($"/absence/undo?id={recorded["id"]}&id={recorded["more"]![0]}&back=/day");
        await staff.Send("undo");
        Assert.Equal(["10:00-11:30 medical"], await Parts());

        async Task<string[]> Parts() =>
            [
                .. (await family.Guardian.Api.GetAsync($"children/{family.Child}/absences").Json())["items"]!
                    .AsArray()
                    .Where(item => !(bool)item!["withdrawn"]!)
                    .Select(item => $"{item!["from"]}-{item["until"]} {item["reason"]}")
                    .Order(),
            ];
    }

    [Fact]
    public async Task Who_comes_after_a_reported_part_was_late_for_the_rest()
    {
        var family = await app.Family(timetable: true);
        await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    reason = "medical",
                    until = "10:00",
                }
            )
            .Created();

        var late = await Record(
                family,
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    kind = "late-arrival",
                    until = "11:15",
                }
            )
            .Created();

        var absence = await family.Guardian.Api.GetAsync($"absences/{late}").Json();
        Assert.Equal(
            ("late-arrival", "10:00", "11:15"),
            ((string)absence["kind"]!, (string)absence["from"]!, (string)absence["until"]!)
        );
    }

    [Fact]
    public async Task Staff_take_back_a_guardians_report_when_the_child_has_come_after_all_and_not_before()
    {
        var family = await app.Family();
        var today = await family.ReportIll(app.Today);
        var tomorrow = await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today.AddDays(1),
                    reason = "ill",
                }
            )
            .Created();

        await family.Staff.Api.DeleteAsync($"absences/{today}").Is(HttpStatusCode.NoContent);
        await family
            .Staff.Api.DeleteAsync($"absences/{tomorrow}")
            .Refused(HttpStatusCode.Conflict, "absence/reported-by-guardian");
    }

    [Fact]
    public async Task The_day_shows_who_is_expected_absent_and_unexplained()
    {
        var family = await app.Family(timetable: true);
        var (ill, missing, late) = (
            await app.Child(family.Group),
            await app.Child(family.Group),
            await app.Child(family.Group)
        );
        var guardian = await app.Guardian(ill);
        await guardian
            .Api.Post(
                "absences",
                new
                {
                    childId = ill,
                    day = app.Today,
                    reason = "ill",
                    note = "Hosta",
                }
            )
            .Created();
        var forgotten = await Record(family, new { childId = missing, day = app.Today.AddDays(-1) }).Created();
        await Record(
                family,
                new
                {
                    childId = late,
                    day = app.Today,
                    kind = "late-arrival",
                    until = "09:00",
                }
            )
            .Created();

        var day = await family.Staff.Api.GetAsync("absences/day").Json();

        var group = Assert.Single(day["groups"]!.AsArray())!;
        Assert.Equal((3, 1, 4), ((int)group["expected"]!, (int)group["absent"]!, group["children"]!.AsArray().Count));
        Assert.Equal("Hosta", (string?)Of(group, ill)["absences"]![0]!["note"]);
        Assert.Empty(Of(group, missing)["absences"]!.AsArray());
        var still = Assert.Single(day["stillUnexplained"]!.AsArray())!;
        Assert.Equal((forgotten, missing), ((Guid)still["id"]!, (Guid)still["childId"]!));

        static JsonNode Of(JsonNode group, Guid child) =>
            group["children"]!.AsArray().Single(item => (Guid)item!["childId"]! == child)!;
    }

    [Fact]
    public async Task A_headteacher_sees_all_groups_of_the_unit_and_no_other()
    {
        var family = await app.Family();
        await app.Child(await app.Group(family.Unit));
        var headteacher = await app.Headteacher(family.Unit);
        await app.Family();

        var day = await headteacher.Api.GetAsync("absences/day").Json();

        Assert.Equal(2, day["groups"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_protected_child_exists_only_for_its_own_groups_staff_and_the_headteacher()
    {
        var family = await app.Family("protected-registration");
        var colleague = await app.Staff(await app.Group(family.Unit));
        var headteacher = await app.Headteacher(family.Unit);

        await colleague.Api.GetAsync($"children/{family.Child}/absences").Refused(HttpStatusCode.NotFound, "not-found");
        await Record(colleague, new { childId = family.Child, day = app.Today })
            .Refused(HttpStatusCode.NotFound, "not-found");
        await family.Staff.Api.GetAsync($"children/{family.Child}/absences").Is(HttpStatusCode.OK);
        await headteacher.Api.GetAsync($"children/{family.Child}/absences").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Every_look_at_a_protected_child_in_the_day_is_in_the_audit_log()
    {
        var family = await app.Family("confidential");

        await family.Staff.Api.GetAsync("absences/day").Is(HttpStatusCode.OK);

        Assert.Equal(
            1,
            await app.Value<int>(
                """
                select count(*) from kernel.audit
                where action like '%read%' and subject_id = @Child and person_id = @Staff
                """,
                new { family.Child, Staff = family.Staff.Id }
            )
        );
    }

    [Fact]
    public async Task The_history_is_read_in_pages()
    {
        var family = await app.Family();
        for (var back = 0; back < 5; back++)
            await Record(family, new { childId = family.Child, day = app.Today.AddDays(-7 * back) }).Created();

        List<string> days = [];
        string? cursor = null;
        do
        {
            var page = await family
                .Guardian.Api.GetAsync($"children/{family.Child}/absences?limit=2&cursor={cursor}")
                .Json();
            days.AddRange(page["items"]!.AsArray().Select(item => (string)item!["day"]!));
            cursor = (string?)page["next"];
        } while (cursor is not null);

        Assert.Equal(["2026-11-24", "2026-11-17", "2026-11-10", "2026-11-03", "2026-10-27"], days);
        await family.Guardian.Api.GetAsync($"children/{family.Child}/absences?limit=0").RefusedField("limit");
        await family.Guardian.Api.GetAsync($"children/{family.Child}/absences?cursor=abc").RefusedField("cursor");
    }

    private static Task<HttpResponseMessage> Record(Family family, object absence) => Record(family.Staff, absence);

    private static Task<HttpResponseMessage> Record(Actor staff, object absence) =>
        staff.Api.Post("absences/recorded", absence);
}
