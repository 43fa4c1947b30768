using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.Absence;

public sealed class ReportAbsenceTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task A_guardian_reports_a_child_ill_today_and_both_sides_see_it()
    {
        var family = await app.Family();

        var id = await Report(family, new { note = "  Feber  " }).Created();

        var listed = await family.Staff.Api.GetAsync($"children/{family.Child}/absences").Json();
        var absence = Assert.Single(listed["items"]!.AsArray())!;
        Assert.Equal(id, (Guid)absence["id"]!);
        Assert.Equal("Feber", (string?)absence["note"]);
        Assert.Equal(
            ("06:00", "18:00", true),
            ((string)absence["from"]!, (string)absence["until"]!, (bool)absence["wholeDay"]!)
        );
    }

    [Fact]
    public async Task One_report_covers_school_and_leisure_time_centre()
    {
        var school = await app.Unit("school", "08:00", "13:00");
        var centre = await app.Unit("leisure-centre", "06:30", "17:30");
        var child = await app.Child(await app.Group(school, "class"));
        await app.Place(child, await app.Group(centre));
        var guardian = await app.Guardian(child);

        var id = await guardian
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

        var absence = await guardian.Api.GetAsync($"absences/{id}").Json();
        Assert.Equal(("06:30", "17:30"), ((string)absence["from"]!, (string)absence["until"]!));
    }

    [Fact]
    public async Task A_part_of_the_day_lies_within_the_childs_day()
    {
        var family = await app.Family();

        var problem = await Report(family, new { from = "05:30", until = "09:00" })
            .Refused(HttpStatusCode.Conflict, "absence/outside-the-day");
        Assert.Equal(("06:00", "18:00"), ((string)problem["begins"]!, (string)problem["ends"]!));
        await Report(family, new { from = "17:00", until = "18:30" })
            .Refused(HttpStatusCode.Conflict, "absence/outside-the-day");
        await Report(family, new { from = "06:00", until = "18:00" }).Created();
    }

    [Fact]
    public async Task Two_parts_of_a_day_may_touch_but_not_overlap()
    {
        var family = await app.Family();
        await Report(family, new { from = "08:00", until = "09:00" }).Created();

        await Report(family, new { from = "09:00", until = "10:00" }).Created();
        var problem = await Report(family, new { from = "09:59", until = "12:00" })
            .Refused(HttpStatusCode.Conflict, "absence/already-reported");
        Assert.NotNull(problem["absenceId"]);
        await Report(family).Refused(HttpStatusCode.Conflict, "absence/already-reported");
    }

    [Fact]
    public async Task Two_guardians_at_the_same_moment_make_one_report()
    {
        var family = await app.Family();
        var other = await app.Guardian(family.Child);
        var absence = new
        {
            childId = family.Child,
            day = app.Today,
            reason = "ill",
        };

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? family.Guardian : other).Api.Post("absences", absence))
        );

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(1, await app.Value<int>("select count(*) from absence.absence where child_id = @Child", family));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_answer_and_one_report()
    {
        var family = await app.Family();
        var key = Guid.CreateVersion7().ToString();

        var first = await Keyed("ill").Created();
        var again = await Keyed("ill").Created();
        await Keyed("other").Refused(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");

        Assert.Equal(first, again);

        Task<HttpResponseMessage> Keyed(string reason)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "absences")
            {
                Content = System.Net.Http.Json.JsonContent.Create(
                    new
                    {
                        childId = family.Child,
                        day = app.Today,
                        reason,
                    }
                ),
            };
            request.Headers.Add("Idempotency-Key", key);
            return family.Guardian.Api.SendAsync(request);
        }
    }

    [Fact]
    public async Task Today_and_the_next_day_the_child_attends_can_be_reported_and_no_more()
    {
        // A Friday: the next day is Monday.
        var friday = await App.Shared(App.Morning.AddDays(3));
        var family = await friday.Family();

        var days = (await family.Guardian.Api.GetAsync($"children/{family.Child}/reportable-days").Json()).AsArray();
        Assert.Equal(["2026-11-27", "2026-11-30"], days.Select(day => (string)day!["day"]!));

        await Report(friday, family, "2026-11-30").Created();
        await Report(friday, family, "2026-11-28").Refused(HttpStatusCode.Conflict, "absence/nothing-to-attend");
        await Report(friday, family, "2026-12-01").Refused(HttpStatusCode.Conflict, "absence/too-far-ahead");
    }

    [Fact]
    public async Task How_far_ahead_is_a_setting()
    {
        var farSighted = await App.Shared(settings: new Dictionary<string, string?> { ["Absence:DaysAhead"] = "3" });
        var family = await farSighted.Family();

        await Report(farSighted, family, "2026-11-27").Created();
        await Report(farSighted, family, "2026-11-30").Refused(HttpStatusCode.Conflict, "absence/too-far-ahead");
    }

    [Fact]
    public async Task A_day_is_reportable_until_it_ends()
    {
        await using var evening = await App.Start(new DateTimeOffset(2026, 11, 24, 16, 59, 0, TimeSpan.Zero));
        var family = await evening.Family();
        await Report(evening, family, "2026-11-24").Created();

        var late = await evening.Family();
        evening.Clock.Advance(TimeSpan.FromMinutes(1));

        await Report(evening, late, "2026-11-24").Refused(HttpStatusCode.Conflict, "absence/day-is-over");
        var days = (await late.Guardian.Api.GetAsync($"children/{late.Child}/reportable-days").Json()).AsArray();
        Assert.Equal(["2026-11-25"], days.Select(day => (string)day!["day"]!));
    }

    /// <summary>
    /// 23:30 in Stockholm is 22:30 UTC: a machine's own date, or UTC's, would be a day off after midnight.
    /// </summary>
    [Theory]
    [InlineData("2026-11-24T22:59:00Z", "2026-11-24")]
    [InlineData("2026-11-24T23:00:00Z", "2026-11-25")]
    [InlineData("2026-10-24T21:59:00Z", "2026-10-24")]
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25")]
    public async Task A_day_begins_at_midnight_in_Stockholm(string now, string today)
    {
        var night = await App.Shared(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(today, night.Today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        var family = await night.Family();
        await Report(
                night,
                family,
                night.Today.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            )
            .RefusedField("day");
    }

    [Fact]
    public async Task A_night_unit_that_closes_at_24_can_be_reported_to_the_end()
    {
        var group = await app.Group(await app.Unit("preschool", "18:00", "24:00"));
        var child = await app.Child(group);
        var guardian = await app.Guardian(child);

        await guardian
            .Api.Post(
                "absences",
                new
                {
                    childId = child,
                    day = app.Today,
                    reason = "ill",
                    from = "22:00",
                    until = "24:00",
                }
            )
            .Created();
    }

    [Fact]
    public async Task Nothing_is_reported_on_a_closing_day_or_outside_the_placement()
    {
        var family = await app.Family();
        await app.Execute(
            """
            insert into roster.closing_day (id, unit_id, day, reason)
            values (gen_random_uuid(), @Unit, '2026-11-25', 'Planering')
            """,
            family
        );
        await Report(app, family, "2026-11-25").Refused(HttpStatusCode.Conflict, "absence/nothing-to-attend");

        var leaving = await app.Child(family.Group, ends: app.Today);
        var guardian = await app.Guardian(leaving);
        await guardian
            .Api.Post(
                "absences",
                new
                {
                    childId = leaving,
                    day = app.Today.AddDays(1),
                    reason = "ill",
                }
            )
            .Refused(HttpStatusCode.Conflict, "absence/nothing-to-attend");
        await guardian
            .Api.Post(
                "absences",
                new
                {
                    childId = leaving,
                    day = app.Today,
                    reason = "ill",
                }
            )
            .Created();
    }

    [Fact]
    public async Task A_day_that_staff_have_recorded_is_theirs()
    {
        var family = await app.Family();
        await family
            .Staff.Api.Post(
                "absences/recorded",
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    from = "06:00",
                    until = "07:00",
                }
            )
            .Created();

        await Report(family, new { from = "12:00" }).Refused(HttpStatusCode.Conflict, "absence/recorded-by-staff");
    }

    [Fact]
    public async Task What_is_wrong_is_said_by_field()
    {
        var family = await app.Family();

        Assert.Contains("varit", await Report(app, family, "2026-11-23").RefusedField("day"), StringComparison.Ordinal);
        await Report(family, new { from = "12:00", until = "11:00" }).RefusedField("until");
        await Report(family, new { from = "12:00", until = "12:00" }).RefusedField("until");
        await Report(family, new { note = new string('x', 501) }).RefusedField("note");
        await Report(family, new { reason = "tired" }).RefusedField("reason");
        await Report(family, new { day = "2026-02-30" }).RefusedField("day");
        await Report(family, new { from = "25:00" }).RefusedField("from");
        await Report(family, new { childId = "x" }).RefusedField("childId");
        await family
            .Guardian.Api.Post("absences", new { childId = family.Child, day = app.Today })
            .RefusedField("reason");
        Assert.Equal(0, await app.Value<int>("select count(*) from absence.absence where child_id = @Child", family));
    }

    [Fact]
    public async Task The_refusal_is_in_the_readers_language()
    {
        var family = await app.Family();
        family.Guardian.Api.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en-GB,en;q=0.9");

        Assert.Contains(
            "has been",
            await Report(app, family, "2026-11-23").RefusedField("day"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_report_is_in_the_audit_log_with_who_and_for_whom()
    {
        var family = await app.Family();
        var id = await Report(family, new { note = "Hemligt" }).Created();

        Assert.Equal(
            1,
            await app.Value<int>(
                """
                select count(*) from kernel.audit
                where action = 'absence.report' and subject_id = @id and person_id = @Guardian and on_behalf_of = @Child
                and details::text not like '%Hemligt%'
                """,
                new
                {
                    id,
                    Guardian = family.Guardian.Id,
                    family.Child,
                }
            )
        );
    }

    private Task<HttpResponseMessage> Report(Family family, object? with = null)
    {
        var body = new JsonObject
        {
            ["childId"] = family.Child,
            ["day"] = app.Today.ToString("yyyy-MM-dd", null),
            ["reason"] = "ill",
        };
        foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(with ?? new { })!.AsObject())
            body[name] = value?.DeepClone();
        return family.Guardian.Api.Post("absences", body);
    }

    private static Task<HttpResponseMessage> Report(App on, Family family, string day) =>
        family.Guardian.Api.Post(
            "absences",
            new
            {
                childId = family.Child,
                day,
                reason = "ill",
            }
        );
}
