using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Contracts.Notifications;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.CareSchedule;

/// <summary>
/// Before a holiday guardians say on which days they need care. The question is "Sommar", 12 July to 6 August 2027,
/// twenty days; it opens on 1 March, and 27 April is the last day to answer. It is asked on Sunday 28 February, 10:00.
/// </summary>
public sealed class QuestionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Asked = new(2027, 2, 28, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly First = new(2027, 7, 12);
    private static readonly DateOnly Last = new(2027, 8, 6);

    private readonly Breaking breaking = new();
    private App app = null!;
    private Family family = null!;
    private Actor head = null!;
    private Guid summer;

    public async Task InitializeAsync()
    {
        app = await App.Start(Asked, instead: services => services.AddSingleton<IReminders>(breaking));
        family = await app.Family();
        head = await app.Headteacher(family.Unit);
        summer = await Ask(Summer());
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task H01_Before_it_opens_nobody_answers_and_the_pattern_stands_beneath()
    {
        await Lay(new(2027, 3, 8), "08:00-16:00");

        var no = await Answer(family.Guardian, All(family.Child, "none"))
            .Refused(HttpStatusCode.Conflict, "careschedule/not-asked-yet");
        Assert.Equal("2027-03-01", (string?)no["opensOn"]);
        await Change(family.Guardian, First, "08:00-12:00")
            .Refused(HttpStatusCode.Conflict, "careschedule/not-asked-yet");
        Assert.Equal(("not-asked", "not-asked"), await StateAndWhy(First));
        Assert.Equal("times", await State(First.AddDays(-7)));
    }

    [Theory]
    [InlineData("2027-04-27 23:59", HttpStatusCode.OK)]
    [InlineData("2027-04-28 00:00", HttpStatusCode.Conflict)]
    public async Task H02_The_last_day_ends_at_midnight(string at, HttpStatusCode status)
    {
        await Now(at);

        await Answer(family.Guardian, Day(family.Child, First, "usual")).Is(status);
    }

    [Fact]
    public async Task H03_As_usual_follows_the_pattern_and_times_of_their_own_stay()
    {
        await Lay(new(2027, 3, 8), "08:00-16:00");
        await Now("2027-04-20 10:00");
        await Answer(
                family.Guardian,
                new
                {
                    childId = family.Child,
                    all = "usual",
                    days = new[] { Times(First.AddDays(1), "09:00-12:00") },
                }
            )
            .Is(HttpStatusCode.OK);
        Assert.Equal(("08:00", "09:00"), (await Begins(First), await Begins(First.AddDays(1))));

        await Now("2027-05-01 10:00");
        await Lay(new(2027, 6, 7), "07:00-15:00");

        Assert.Equal(("07:00", "09:00"), (await Begins(First), await Begins(First.AddDays(1))));
    }

    [Fact]
    public async Task H04_No_care_at_all_is_said_of_siblings_at_once()
    {
        var sibling = await app.Child(family.Group);
        await app.Guardian(sibling, who: family.Guardian.Id);
        await Now("2027-04-20 10:00");

        var left = await Answer(family.Guardian, All(family.Child, "none"), All(sibling, "none")).Json();

        Assert.All(
            left["children"]!.AsArray(),
            child => Assert.Equal((20, 0), ((int)child!["answered"]!, (int)child["left"]!))
        );
        Assert.Equal(("no-care", "no-care"), (await State(First), await State(Last)));
        Assert.All((await Own())["items"]!.AsArray(), one => Assert.Equal(0, (int)one!["left"]!));
    }

    [Fact]
    public async Task H05_Who_has_answered_in_part_is_reminded_of_the_days_left()
    {
        await Now("2027-04-19 10:00");
        Assert.DoesNotContain(family.Guardian.Id, await Due("2027-04-19"));
        await Answer(family.Guardian, Days(family.Child, "none", Weekdays().Take(15))).Is(HttpStatusCode.OK);
        Assert.Equal(5, (int)(await Own())["items"]![0]!["left"]!);

        await Now("2027-04-20 18:00");
        Assert.Contains(family.Guardian.Id, await Due("2027-04-20"));
        await using var scope = app.Services.CreateAsyncScope();
        var text = (await Reminders(scope).Write([family.Guardian.Id], default))[family.Guardian.Id];
        Assert.Contains("5 dagar kvar", Assert.Single(text.Paragraphs), StringComparison.Ordinal);
        Assert.Equal($"/care/questions/{summer}", text.Link!.Value.Path);
        Assert.DoesNotContain(family.Guardian.Id, await Due("2027-04-28"));
    }

    [Fact]
    public async Task H06_A_day_changed_before_it_was_asked_is_kept_and_prefilled_and_answers_nothing()
    {
        var other = await app.Family();
        var day = new DateOnly(2027, 7, 14);
        await Change(other.Guardian, day, "10:00-14:00", other).Is(HttpStatusCode.NoContent);
        await app.Headteacher(other.Unit, head.Id);
        app.Clock.Advance(TimeSpan.FromHours(1));
        var id = await Ask(Summer(other.Unit));
        await Now("2027-04-20 10:00");

        var days = (await Own(other.Guardian.Id, id))["children"]![0]!["days"]!.AsArray();
        var found = days.Single(one => (string?)one!["date"] == $"{day:yyyy-MM-dd}")!;
        Assert.Equal((null, "10:00"), ((string?)found["care"], (string?)found["usual"]![0]!["from"]));
        Assert.Equal("unanswered", await State(day, other));

        await Answer(await app.As(other.Guardian.Id), id, Day(other.Child, day, "usual")).Is(HttpStatusCode.OK);
        Assert.Equal("10:00", await Begins(day, other));
    }

    [Fact]
    public async Task H07_Who_has_not_answered_is_unknown_in_the_staffing_and_on_the_staffs_list()
    {
        await Lay(new(2027, 3, 8), "08:00-16:00");
        await Now("2027-04-28 10:00");

        var staff = await app.As(family.Staff.Id);
        var run = (await Staffed(staff, family.Unit, First))["unit"]![0]!;
        Assert.Equal((0, 1), ((int)run["scheduled"]!, (int)run["unknown"]!));
        var child = Assert.Single((await Question(staff))["children"]!.AsArray())!;
        Assert.Equal((family.Child, 20), ((Guid)child["childId"]!, (int)child["unanswered"]!));
    }

    [Theory]
    [InlineData("none", "no-care")]
    [InlineData("usual", "times")]
    public async Task H07_Who_has_not_answered_counts_as_the_question_says(string forUnanswered, string state)
    {
        await Lay(new(2027, 3, 8), "08:00-16:00");
        await Put(version: null, forUnanswered: forUnanswered).Is(HttpStatusCode.NoContent);
        await Now("2027-04-27 10:00");
        Assert.Equal("unanswered", await State(First));

        await Now("2027-04-28 10:00");

        Assert.Equal(state, await State(First));
    }

    [Fact]
    public async Task H08_Who_comes_after_the_last_day_has_until_two_weeks_before()
    {
        var starts = new DateOnly(2027, 7, 20);
        await Now("2027-05-10 10:00");
        var child = await app.Child(family.Group, starts: starts);
        var guardian = await app.Guardian(child);

        Assert.Equal("2027-05-21", (string?)(await Own(guardian.Id))["items"]![0]!["opensOn"]);
        await Now("2027-06-29 18:00");
        Assert.Equal("2027-07-06", (string?)(await Own(guardian.Id))["items"]![0]!["lastDay"]);
        Assert.Contains(guardian.Id, await Due("2027-06-29"));
        Assert.DoesNotContain(family.Guardian.Id, await Due("2027-06-29"));
        await Answer(await app.As(guardian.Id), summer, All(child, "none")).Is(HttpStatusCode.OK);
        Assert.Equal(14, ((await Own(guardian.Id, summer))["children"]![0]!["days"]!.AsArray()).Count);
        await Now("2027-07-07 00:00");
        await Answer(await app.As(guardian.Id), summer, All(child, "usual"))
            .Refused(HttpStatusCode.Conflict, "careschedule/question-closed");
    }

    [Fact]
    public async Task H09_Who_leaves_is_asked_about_the_days_before()
    {
        var child = await app.Child(family.Group, ends: new(2027, 7, 23));
        var guardian = await app.Guardian(child);
        await Now("2027-04-20 10:00");

        Assert.Equal(10, (await Own(guardian.Id, summer))["children"]![0]!["days"]!.AsArray().Count);
        Assert.Equal(10, (int)(await Own(guardian.Id))["items"]![0]!["left"]!);
    }

    [Fact]
    public async Task H10_After_the_last_day_care_can_be_given_up_and_is_asked_for()
    {
        await Now("2027-04-27 10:00");
        await Answer(
                family.Guardian,
                new
                {
                    childId = family.Child,
                    all = "none",
                    days = new[] { Times(First, "09:00-12:00") },
                }
            )
            .Is(HttpStatusCode.OK);
        await Now("2027-04-28 10:00");

        await Answer(family.Guardian, Day(family.Child, First, "none")).Is(HttpStatusCode.OK);
        Assert.Equal("no-care", await State(First));
        await Answer(family.Guardian, Days(family.Child, "usual", [First]))
            .Refused(HttpStatusCode.Conflict, "careschedule/question-closed");
        await Change(family.Guardian, First, "08:00-12:00")
            .Refused(HttpStatusCode.Conflict, "careschedule/question-closed");
        Assert.True((bool)(await Place(First))["mayAsk"]!);
        var asked = await (await app.As(family.Guardian.Id))
            .Api.Post($"children/{family.Child}/care-requests", Care.Days(family.Unit, (First, ["08:00-12:00"])))
            .Json(HttpStatusCode.Created);
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await family
            .Staff.Api.PostAsync($"care-requests/{(Guid)asked["ids"]![0]!}/accept", null)
            .Is(HttpStatusCode.NoContent);

        Assert.Equal(("times", "08:00"), (await State(First), await Begins(First)));
        // On a day on which the child comes, times are changed as ever.
        await Change(family.Guardian, First, "07:00-13:00")
            .Refused(HttpStatusCode.Conflict, "careschedule/set-by-staff");
    }

    [Fact]
    public async Task H11_Of_two_homes_each_answers_the_own_days()
    {
        var other = await app.Guardian(family.Child);
        // Weeks 29 and 31 are odd, the other's.
        await family
            .Guardian.Api.Post(
                $"children/{family.Child}/care-turns",
                new
                {
                    startsOn = "2027-03-15",
                    kind = "odd-even",
                    first = other.Id,
                    second = family.Guardian.Id,
                }
            )
            .Is(HttpStatusCode.Created);
        await Now("2027-04-20 18:00");

        var left = await Answer(family.Guardian, All(family.Child, "none")).Json();

        Assert.Equal((10, 0), ((int)left["children"]![0]!["answered"]!, (int)left["children"]![0]!["left"]!));
        var due = await Due("2027-04-20");
        Assert.DoesNotContain(family.Guardian.Id, due);
        Assert.Contains(other.Id, due);
        Assert.Equal(
            ("no-care", "unanswered"),
            ((string?)(await Place(First))["state"], (string?)(await Place(First.AddDays(7)))["state"])
        );
        await app.Drain();

        // A day that changes hands is the other's to answer, and both are told.
        await (await app.As(family.Guardian.Id))
            .Api.Put($"children/{family.Child}/care-days/{First:yyyy-MM-dd}/owner", new { to = other.Id })
            .Is(HttpStatusCode.NoContent);
        await app.Drain();
        Assert.Equal("unanswered", (string?)(await Place(First))["state"]);
        foreach (var home in new[] { family.Guardian.Id, other.Id })
            Assert.Contains("care-question-turned", await Told(home));
    }

    [Fact]
    public async Task H12_A_run_that_is_killed_is_made_up_for_and_nobody_is_reminded_twice()
    {
        const string address = "asked@example.org";
        await app.Execute(
            "update accounts.account set email = @address, email_key = @address where person_id = @Id",
            new { address, family.Guardian.Id }
        );
        await Now("2027-04-20 18:00");
        await app.Drain();
        var before = app.MailsTo(address).Count;
        breaking.Breaks = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Daily("SendReminders"));
        await app.Drain();
        Assert.Equal(before, app.MailsTo(address).Count);

        breaking.Breaks = false;
        for (var again = 0; again < 2; again++)
        {
            await app.Daily("SendReminders");
            await app.Drain();
        }

        Assert.Equal(before + 1, app.MailsTo(address).Count);
        Assert.Contains("20 dagar kvar", app.AllOfMailTo(address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H13_Staff_answer_in_the_guardians_place_and_both_are_told()
    {
        var other = await app.Guardian(family.Child);
        await Now("2027-05-03 10:00");

        await Answer(
                await app.As(family.Staff.Id),
                summer,
                new { childId = family.Child, days = new[] { Times(First, "09:00-12:00") } }
            )
            .Is(HttpStatusCode.OK);
        await app.Drain();

        Assert.Equal("09:00", await Begins(First));
        var child = (await Question(await app.As(family.Staff.Id)))["children"]![0]!;
        Assert.Equal((true, 19), ((bool)child["days"]![0]!["byStaff"]!, (int)child["unanswered"]!));
        foreach (var guardian in new[] { family.Guardian.Id, other.Id })
            Assert.Contains("care-question-answered", await Told(guardian));
        await Answer(
                await app.As((await app.Staff(await app.Group(family.Unit))).Id),
                summer,
                All(family.Child, "none")
            )
            .Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task H15_Days_that_are_added_are_unanswered_and_told_of()
    {
        await Now("2027-04-20 10:00");
        await app.Drain();
        await Answer(family.Guardian, All(family.Child, "none")).Is(HttpStatusCode.OK);
        var guardian = await app.As(family.Guardian.Id);
        await guardian.Api.PostAsync("notifications/read", null);

        var version = (int)(await Question(await app.As(head.Id)))["version"]!;
        await Put(version + 1).Is(HttpStatusCode.PreconditionFailed);
        await Put(version, ends: "2027-08-13", lastDay: "2027-04-20").RefusedField("lastDay");
        await Put(version, ends: "2027-08-13").Is(HttpStatusCode.NoContent);
        await app.Drain();

        Assert.Equal(5, (int)(await Own())["items"]![0]!["left"]!);
        Assert.Equal(("no-care", "unanswered"), (await State(Last), await State(new(2027, 8, 13))));
        Assert.Contains("care-question-asked", await Told(family.Guardian.Id));

        // What is taken out of it is as it was, and what was answered counts when it is asked again.
        await Put(version + 1, ends: "2027-07-30").Is(HttpStatusCode.NoContent);
        Assert.Equal("no-schedule", await State(Last));
        await (await app.As(head.Id)).Api.DeleteAsync($"care-questions/{summer}").Is(HttpStatusCode.NoContent);
        Assert.Equal("no-schedule", await State(First));
    }

    [Fact]
    public async Task H16_On_a_closing_day_a_child_is_expected_only_once_it_has_a_place_elsewhere()
    {
        var day = new DateOnly(2027, 6, 18);
        await app.Execute(
            "insert into roster.closing_day (id, unit_id, day, reason) values (@id, @Unit, @day, 'Planering')",
            new
            {
                id = Guid.CreateVersion7(),
                family.Unit,
                day,
            }
        );
        var asked = await head
            .Api.Post(
                "care-questions",
                new
                {
                    name = "Planeringsdag",
                    units = new[] { family.Unit },
                    startsOn = day,
                    closing = true,
                }
            )
            .Json(HttpStatusCode.Created);
        Assert.Equal("2027-05-28", (string?)asked["lastDay"]);
        var id = (Guid)asked["id"]!;
        await Answer(family.Guardian, id, new { childId = family.Child, days = new[] { Times(day, "08:00-16:30") } })
            .Is(HttpStatusCode.OK);

        var found = await Question(head, id);
        Assert.Equal(1, (int)found["days"]![0]!["needPlace"]!);
        Assert.True((bool)found["children"]![0]!["days"]![0]!["needsPlace"]!);
        Assert.Equal("closed", await State(day));

        var (unit, group) = await Elsewhere(day, closes: "18:00");
        Assert.Equal(0, (int)(await Question(head, id))["days"]![0]!["needPlace"]!);
        Assert.Equal(("times", unit), (await State(day), (Guid)(await Place(day))["atId"]!));
        var there = await app.Staff(group);
        Assert.Equal(1, (await Staffed(there, unit, day))["unit"]!.AsArray().Max(run => (int)run!["scheduled"]!));
    }

    [Theory]
    [InlineData("2027-03-02", true)]
    [InlineData("2027-03-04", false)]
    public async Task H16_About_a_closing_day_there_are_three_days_to_answer_at_least(string day, bool refused)
    {
        var asking = head.Api.Post(
            "care-questions",
            new
            {
                name = "Stängt",
                units = new[] { family.Unit },
                startsOn = day,
                closing = true,
            }
        );

        if (refused)
            await asking.RefusedField("startsOn");
        else
            Assert.Equal("2027-03-03", (string?)(await asking.Json(HttpStatusCode.Created))["lastDay"]);
    }

    [Fact]
    public async Task H14_Times_that_do_not_fit_the_unit_elsewhere_are_flagged_and_told_of_once()
    {
        await Now("2027-04-20 10:00");
        await Answer(family.Guardian, new { childId = family.Child, days = new[] { Times(First, "08:00-17:30") } })
            .Is(HttpStatusCode.OK);

        await Elsewhere(First, closes: "17:00");

        Assert.True((bool)(await Place(First))["outsideHours"]!);
        var day = (await Question(await app.As(head.Id)))["children"]![0]!["days"]![0]!;
        Assert.True((bool)day["outsideHours"]!);
        await app.Daily("TellOutsideHours");
        await app.Drain();
        var told = Assert.Single(
            await Notices(family.Guardian.Id),
            one => (string?)one["kind"] == "care-question-outside"
        );
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.Daily("TellOutsideHours");
        await app.Drain();
        var again = Assert.Single(
            await Notices(family.Guardian.Id),
            one => (string?)one["kind"] == "care-question-outside"
        );
        Assert.Equal($"{told["at"]}", $"{again["at"]}");
    }

    [Fact]
    public async Task When_it_opens_guardians_are_told_and_staff_remind_with_one_tap()
    {
        await app.Drain();
        Assert.Empty(await Told(family.Guardian.Id));

        await Now("2027-03-01 08:00");
        await app.Drain();
        Assert.Equal(["care-question-asked"], await Told(family.Guardian.Id));

        var staff = await app.As(family.Staff.Id);
        var told = await staff.Api.PostAsync($"units/{family.Unit}/care-questions/{summer}/reminders", null).Json();
        Assert.Equal(1, (int)told["guardians"]!);
        await Answer(family.Guardian, All(family.Child, "usual")).Is(HttpStatusCode.OK);
        told = await staff.Api.PostAsync($"units/{family.Unit}/care-questions/{summer}/reminders", null).Json();
        Assert.Equal(0, (int)told["guardians"]!);
    }

    [Fact]
    public async Task What_is_wrong_with_an_answer_comes_back_at_once()
    {
        await Now("2027-04-20 10:00");

        var (one, other) = (First.AddDays(1), First.AddDays(2));
        await Answer(
                family.Guardian,
                new
                {
                    childId = family.Child,
                    days = new object[]
                    {
                        Times(First, "05:00-12:00"),
                        Times(one, "08:00-08:10"),
                        new { date = First.AddDays(-7), care = "none" },
                        new { date = other, care = "times" },
                    },
                }
            )
            .RefusedField("children[0].days[3].times");
        var problem = await Answer(
                family.Guardian,
                new
                {
                    childId = family.Child,
                    days = new object[]
                    {
                        Times(First, "05:00-12:00"),
                        new { date = First.AddDays(-7), care = "none" },
                    },
                }
            )
            .Refused(HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(
            ["children[0].days[0].times[0].from", "children[0].days[1].date"],
            problem["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal("unanswered", await State(First));
    }

    [Fact]
    public async Task A_week_of_answers_is_no_longer_than_the_child_has_a_right_to()
    {
        await app.Execute(
            "update roster.placement set max_weekly_hours = 15 where child_id = @Child",
            new { family.Child }
        );
        await Now("2027-04-20 10:00");
        var days = Enumerable.Range(0, 4).Select(after => Times(First.AddDays(after), "08:00-12:00")).ToArray();

        await Answer(family.Guardian, new { childId = family.Child, days })
            .RefusedField("children[0].days[3]", "above-cap");
        await Answer(family.Guardian, new { childId = family.Child, days = days[..3] }).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_questions_about_one_day_share_its_answer_and_its_last_day_is_the_later()
    {
        var second = await Ask(Summer(ends: "2027-07-16", lastDay: "2027-05-15"));
        await Now("2027-05-03 10:00");

        await Answer(family.Guardian, second, All(family.Child, "none")).Is(HttpStatusCode.OK);

        Assert.Equal(("no-care", "unanswered"), (await State(First), await State(First.AddDays(7))));
        var days = (await Own(family.Guardian.Id, summer))["children"]![0]!["days"]!.AsArray();
        Assert.Equal(("none", "2027-05-15"), ((string?)days[0]!["care"], (string?)days[0]!["lastDay"]));
    }

    [Fact]
    public async Task Staff_see_the_sums_and_take_them_along_as_a_file()
    {
        await app.Execute("update roster.person set given_name = '=1+1' where id = @Child", new { family.Child });
        await Now("2027-04-20 10:00");
        await Answer(family.Guardian, Day(family.Child, First, "none")).Is(HttpStatusCode.OK);
        var staff = await app.As(family.Staff.Id);

        var question = await Question(staff);
        Assert.Equal(
            (0, 1, 0),
            (
                (int)question["days"]![0]!["need"]!,
                (int)question["days"]![0]!["none"]!,
                (int)question["days"]![0]!["unanswered"]!
            )
        );
        Assert.Equal((20, 0), (question["days"]!.AsArray().Count, (int)question["answered"]!));
        var file = await staff.Api.GetStringAsync($"units/{family.Unit}/care-questions/{summer}/answers.csv");
        Assert.Contains("2027-07-12,none,", file, StringComparison.Ordinal);
        Assert.Contains("\"'=1+1", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_long_over_goes()
    {
        await Now("2027-04-20 10:00");
        await Answer(family.Guardian, All(family.Child, "none")).Is(HttpStatusCode.OK);
        Assert.Equal(0, await app.Purge("care-questions"));

        await Now("2029-08-07 10:00");

        Assert.Equal(21, await app.Purge("care-questions"));
    }

    [Fact]
    public async Task As_usual_is_what_the_schedule_says_also_of_a_day_that_was_changed_since_it_was_asked()
    {
        await Lay(new(2027, 3, 8), "08:00-16:00");
        await Now("2027-04-20 10:00");
        await Change(family.Guardian, First, "10:00-12:00").Is(HttpStatusCode.NoContent);
        Assert.Equal("10:00", await Begins(First));

        await Now("2027-04-20 11:00");
        await Answer(family.Guardian, Day(family.Child, First, "usual")).Is(HttpStatusCode.OK);

        Assert.Equal("08:00", await Begins(First));
    }

    [Fact]
    public async Task One_child_of_whom_nothing_can_be_said_yet_keeps_nobody_from_answering_for_another()
    {
        var late = await app.Child(family.Group, starts: new(2027, 7, 20));
        await app.Guardian(late, who: family.Guardian.Id);
        await Now("2027-04-20 10:00");

        var said = await Answer(family.Guardian, All(family.Child, "none"), All(late, "none")).Json();

        Assert.Equal([20, 0], said["children"]!.AsArray().Select(child => (int)child!["answered"]!));
        await Answer(family.Guardian, All(late, "none")).Refused(HttpStatusCode.Conflict, "careschedule/not-asked-yet");
    }

    [Fact]
    public async Task What_cannot_be_answered_in_time_is_not_asked()
    {
        await Now("2027-05-10 10:00");
        await Put(version: null, ends: "2027-08-13").RefusedField("lastDay", "question-days");
        await Put(version: null, ends: "2027-08-13", lastDay: "2027-05-20").Is(HttpStatusCode.NoContent);

        await (await app.As(head.Id))
            .Api.Post(
                "care-questions",
                new
                {
                    name = "Planering",
                    units = new[] { family.Unit },
                    startsOn = "2027-06-04",
                    opensOn = "2027-06-02",
                    closing = true,
                }
            )
            .RefusedField("opensOn", "question-days");
    }

    [Fact]
    public async Task A_day_is_answered_once_at_a_time()
    {
        await Now("2027-04-20 10:00");

        await Answer(
                family.Guardian,
                new
                {
                    childId = family.Child,
                    days = new object[]
                    {
                        new { date = First, care = "none" },
                        new
                        {
                            date = First,
                            care = "usual",
                            unitId = family.Unit,
                        },
                    },
                }
            )
            .RefusedField("children[0].days[1].date", "twice");
    }

    private object Summer(Guid? unit = null, string ends = "2027-08-06", string lastDay = "2027-04-27") =>
        new
        {
            name = "Sommar",
            units = new[] { unit ?? family.Unit },
            startsOn = First,
            endsOn = ends,
            opensOn = "2027-03-01",
            lastDay,
        };

    private async Task<Guid> Ask(object question) =>
        (Guid)(await head.Api.Post("care-questions", question).Json(HttpStatusCode.Created))["id"]!;

    private async Task<HttpResponseMessage> Put(
        int? version,
        string ends = "2027-08-06",
        string lastDay = "2027-04-27",
        string forUnanswered = "unknown"
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"care-questions/{summer}")
        {
            Content = System.Net.Http.Json.JsonContent.Create(
                new
                {
                    name = "Sommar",
                    startsOn = First,
                    endsOn = ends,
                    opensOn = "2027-03-01",
                    lastDay,
                    forUnanswered,
                }
            ),
        };
        if (version is not null)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        return await (await app.As(head.Id)).Api.SendAsync(request);
    }

    /// <summary>By the wall's clock. Sessions do not last that long: everybody logs in anew.</summary>
    private async Task Now(string time)
    {
        var local = DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        app.Clock.SetUtcNow(new DateTimeOffset(local, app.Clock.LocalTimeZone.GetUtcOffset(local)).ToUniversalTime());
        family = family with { Guardian = await app.As(family.Guardian.Id), Staff = await app.As(family.Staff.Id) };
    }

    private static IEnumerable<DateOnly> Weekdays() =>
        Enumerable
            .Range(0, 26)
            .Select(First.AddDays)
            .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

    private static object All(Guid child, string all) => new { childId = child, all };

    private static object Day(Guid child, DateOnly day, string care) => Days(child, care, [day]);

    private static object Days(Guid child, string care, IEnumerable<DateOnly> days) =>
        new { childId = child, days = days.Select(date => new { date, care }) };

    private static object Times(DateOnly date, string times) =>
        new
        {
            date,
            care = "times",
            times = new[] { new { from = times.Split('-')[0], until = times.Split('-')[1] } },
        };

    private Task<HttpResponseMessage> Answer(Actor by, params object[] children) => Answer(by, summer, children);

    private static Task<HttpResponseMessage> Answer(Actor by, Guid question, params object[] children) =>
        by.Api.Put($"care-questions/{question}/answers", new { children });

    private Task<HttpResponseMessage> Change(Actor by, DateOnly day, string times, Family? of = null) =>
        by.Api.Put($"children/{(of ?? family).Child}/care-days", Care.Days((of ?? family).Unit, (day, [times])));

    private Task Lay(DateOnly starts, string times) =>
        family
            .Guardian.Api.Post($"children/{family.Child}/care-patterns", Care.Pattern(family.Unit, starts, times))
            .Is(HttpStatusCode.Created);

    private async Task<JsonNode> Place(DateOnly day, Family? of = null) =>
        (
            await (await app.As((of ?? family).Guardian.Id))
                .Api.GetAsync($"children/{(of ?? family).Child}/care-weeks/{day:yyyy-MM-dd}")
                .Json()
        )["days"]!
            .AsArray()
            .Single(one => (string?)one!["date"] == $"{day:yyyy-MM-dd}")!["places"]![0]!;

    private async Task<string?> State(DateOnly day, Family? of = null) => (string?)(await Place(day, of))["state"];

    private async Task<(string?, string?)> StateAndWhy(DateOnly day) =>
        await Place(day) is var place ? ((string?)place["state"], (string?)place["whyNot"]) : default;

    private async Task<string?> Begins(DateOnly day, Family? of = null) =>
        (string?)(await Place(day, of))["times"]![0]!["from"];

    private static async Task<JsonNode> Staffed(Actor staff, Guid unit, DateOnly day) =>
        (await staff.Api.GetAsync($"units/{unit}/staffing-weeks/{day:yyyy-MM-dd}").Json())["days"]!
            .AsArray()
            .Single(one => (string?)one!["date"] == $"{day:yyyy-MM-dd}")!;

    private async Task<JsonNode> Own(Guid? guardian = null) =>
        await (await app.As(guardian ?? family.Guardian.Id)).Api.GetAsync("me/care-questions").Json();

    private async Task<JsonNode> Own(Guid guardian, Guid question) =>
        await (await app.As(guardian)).Api.GetAsync($"me/care-questions/{question}").Json();

    private Task<JsonNode> Question(Actor staff, Guid? id = null) =>
        staff.Api.GetAsync($"units/{family.Unit}/care-questions/{id ?? summer}").Json();

    private async Task<IEnumerable<string?>> Told(Guid person) =>
        (await Notices(person)).Select(notice => (string?)notice["kind"]);

    private async Task<IEnumerable<JsonNode>> Notices(Guid person) =>
        (await (await app.As(person)).Api.GetAsync("notifications").Json())["items"]!.AsArray().OfType<JsonNode>();

    private async Task<IReadOnlyList<Guid>> Due(string evening)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await Reminders(scope).DueTonight(DateOnly.Parse(evening, null), default);
    }

    private static IReminders Reminders(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetServices<IReminders>().Single(one => one.Kind == "care-question-unanswered");

    /// <summary>The child is at another unit on a day, which closes then.</summary>
    private async Task<(Guid Unit, Guid Group)> Elsewhere(DateOnly day, string closes)
    {
        var unit = await app.Unit(closes: closes);
        var group = await app.Group(unit);
        await app.Execute(
            """
            insert into roster.temporary_placement
                (id, child_id, home_id, unit_id, group_id, reason, starts_on, ends_on)
            values (@id, @Child, @Home, @unit, @group, 'closing', @day, @day)
            """,
            new
            {
                id = Guid.CreateVersion7(),
                family.Child,
                Home = family.Unit,
                unit,
                group,
                day,
            }
        );
        return (unit, group);
    }

    /// <summary>Reminds of nothing, and breaks off in the middle when told to.</summary>
    private sealed class Breaking : IReminders
    {
        public bool Breaks { get; set; }

        public string Kind => "breaking";

        public Task<IReadOnlyList<Guid>> DueTonight(DateOnly today, CancellationToken ct) =>
            Breaks ? throw new InvalidOperationException("Killed.") : Task.FromResult<IReadOnlyList<Guid>>([]);

        public Task<IReadOnlyDictionary<Guid, ReminderText>> Write(
            IReadOnlyList<Guid> personIds,
            CancellationToken ct
        ) => Task.FromResult<IReadOnlyDictionary<Guid, ReminderText>>(new Dictionary<Guid, ReminderText>());
    }
}
