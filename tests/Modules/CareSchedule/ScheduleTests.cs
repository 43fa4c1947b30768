using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kapprum.Contracts.Days;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.CareSchedule;

/// <summary>
/// Guardians and staff lay and change schedules. A preschool is open Monday to Friday 06:00-18:00, the week after is
/// locked on Thursdays at 12:00; now it is Friday 27 November 2026, 10:00.
/// </summary>
public sealed class ScheduleTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Friday = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);

    private App app = null!;
    private Family family = null!;

    public async Task InitializeAsync()
    {
        app = await App.Shared(Friday);
        family = await app.Family();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task C01_A_pattern_is_read_as_the_week_it_makes()
    {
        await Lay(Care.Pattern(family.Unit, new(2026, 12, 7), "08:00-16:00"));

        var week = await Week("2026-12-07");

        Assert.Equal("08:00-16:00", Times(week, 0));
        Assert.Equal(("closed", "closed"), (State(week, 5), State(week, 6)));
        Assert.Equal(40 * 60, (int)week["sums"]![0]!["minutes"]!);
        Assert.Equal("06:00-18:00", await Planned(new(2026, 12, 4)));
        Assert.Equal("08:00-16:00", await Planned(new(2026, 12, 7)));
    }

    [Fact]
    public async Task C02_Weeks_take_turns_from_the_week_in_which_the_pattern_begins()
    {
        await Lay(
            Care.Weeks(
                family.Unit,
                new(2026, 12, 9),
                2,
                [
                    .. Enumerable.Range(1, 5).Select(day => (1, day, (string[])["08:00-12:00"])),
                    .. Enumerable.Range(1, 5).Select(day => (2, day, (string[])["09:00-17:00"])),
                ]
            )
        );

        Assert.Equal("no-schedule", State(await Week("2026-12-07"), 0));
        Assert.Equal("08:00-12:00", Times(await Week("2026-12-07"), 2));
        Assert.Equal("09:00-17:00", Times(await Week("2026-12-14"), 0));
        Assert.Equal("08:00-12:00", Times(await Week("2026-12-21"), 0));
    }

    [Theory, InlineData(-1, true), InlineData(0, false)]
    public async Task C03_The_week_after_is_locked_on_thursday_at_noon(int seconds, bool open)
    {
        var thursday = await App.Shared(new DateTimeOffset(2026, 12, 3, 11, 0, 0, TimeSpan.Zero).AddSeconds(seconds));
        var there = await thursday.Family();
        var change = there.Guardian.Api.Put(
            $"children/{there.Child}/care-days",
            Care.Days(there.Unit, (new(2026, 12, 7), ["08:00-16:00"]))
        );

        if (open)
        {
            await change.Is(HttpStatusCode.NoContent);
            return;
        }

        var problem = await change.Refused(HttpStatusCode.Conflict, "careschedule/locked");
        Assert.Equal(thursday.Clock.GetUtcNow(), (DateTimeOffset)problem["since"]!);
        Assert.Equal("2026-12-14", (string?)problem["firstOpen"]);
        var read = await there.Guardian.Api.GetAsync($"children/{there.Child}/care-weeks/2026-12-07").Json();
        Assert.Equal("locked", (string?)read["days"]![0]!["places"]![0]!["whyNot"]);
        await there
            .Staff.Api.Put(
                $"children/{there.Child}/care-days",
                Care.Days(there.Unit, (new(2026, 12, 7), ["08:00-16:00"]))
            )
            .Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task C04_Times_lie_within_the_opening_hours_and_all_that_do_not_are_told_at_once()
    {
        var problem = await Change(
                (new(2026, 12, 7), ["05:55-15:00"]),
                (new(2026, 12, 8), ["10:00-18:05"]),
                (new(2026, 12, 9), ["06:00-18:00"]),
                (new(2026, 12, 12), ["08:00-12:00"])
            )
            .Refused(HttpStatusCode.BadRequest, "invalid");

        var errors = problem["errors"]!.AsObject();
        Assert.Equal(
            ["days[0].times[0].from", "days[1].times[0].until", "days[3].date"],
            errors.Select(error => error.Key).Order()
        );
        Assert.Contains("6", (string?)errors["days[0].times[0].from"]![0], StringComparison.Ordinal);
        Assert.Contains("18", (string?)errors["days[1].times[0].until"]![0], StringComparison.Ordinal);
        Assert.Equal("no-schedule", State(await Week("2026-12-07"), 2));

        await Change((new(2026, 12, 9), ["06:00-18:00"])).Is(HttpStatusCode.NoContent);
        Assert.Equal("06:00-18:00", Times(await Week("2026-12-07"), 2));
    }

    [Fact]
    public async Task C05_Times_that_touch_are_one_and_times_that_overlap_are_refused()
    {
        await Change((new(2026, 12, 7), ["08:00-12:00", "12:00-16:00"])).Is(HttpStatusCode.NoContent);
        Assert.Equal("08:00-16:00", Times(await Week("2026-12-07"), 0));

        await Change((new(2026, 12, 7), ["08:00-12:00", "11:00-16:00"]))
            .RefusedField("days[0].times[1].from", "times-overlap");
        await Change((new(2026, 12, 7), ["08:00-08:10"])).RefusedField("days[0].times[0].until", "too-short");
        await Change((new(2026, 12, 7), ["08:01-09:00"])).RefusedField("days[0].times[0].from", "time-step");
    }

    [Fact]
    public async Task C06_A_night_belongs_to_the_day_it_begins_and_counts_on_both()
    {
        var (child, guardian, unit) = await ByNight();

        await guardian
            .Api.Put(
                $"children/{child}/care-days",
                Care.Days(unit, (new(2026, 12, 12), ["21:00-07:00"]), (new(2026, 12, 20), ["21:00-07:00"]))
            )
            .Is(HttpStatusCode.NoContent);

        var week = await guardian.Api.GetAsync($"children/{child}/care-weeks/2026-12-12").Json();
        Assert.Equal(("21:00-07:00", true), (Times(week, 5), (bool)Place(week, 5)["times"]![0]!["nextDay"]!));
        Assert.Equal(10 * 60, (int)week["sums"]![0]!["minutes"]!);
        Assert.Equal("21:00-24:00", await Planned(new(2026, 12, 12), child, DaySource.Schedule));
        Assert.Equal("00:00-07:00", await Planned(new(2026, 12, 13), child, DaySource.Schedule));
        var sunday = await guardian.Api.GetAsync($"children/{child}/care-weeks/2026-12-20").Json();
        var after = await guardian.Api.GetAsync($"children/{child}/care-weeks/2026-12-21").Json();
        Assert.Equal((3 * 60, 7 * 60), ((int)sunday["sums"]![0]!["minutes"]!, (int)after["sums"]![0]!["minutes"]!));

        var overlap = guardian.Api.Put(
            $"children/{child}/care-days",
            Care.Days(unit, (new(2026, 12, 13), ["06:00-09:00"]))
        );
        await overlap.RefusedField("days[0].times", "times-overlap");
        await Change((new(2026, 12, 7), ["21:00-07:00"])).RefusedField("days[0].times[0].from", "outside-hours");
    }

    [Fact]
    public async Task C07_A_night_is_planned_by_the_wall_clock_also_when_the_clock_is_changed()
    {
        var (child, guardian, unit) = await ByNight();
        await guardian
            .Api.Put($"children/{child}/care-days", Care.Days(unit, (new(2027, 3, 27), ["21:00-07:00"])))
            .Is(HttpStatusCode.NoContent);
        await guardian
            .Api.Put($"children/{child}/care-days", Care.Days(unit, (new(2027, 10, 30), ["21:00-07:00"])))
            .Is(HttpStatusCode.NoContent);

        Assert.Equal((600, 540), await Night("2027-03-27"));
        Assert.Equal((600, 660), await Night("2027-10-30"));

        async Task<(int, int)> Night(string day)
        {
            var week = await guardian.Api.GetAsync($"children/{child}/care-weeks/{day}").Json();
            var time = Place(week, 5)["times"]![0]!;
            return ((int)time["minutes"]!, (int)time["elapsedMinutes"]!);
        }
    }

    [Fact]
    public async Task C08_A_week_is_at_most_as_long_as_the_child_has_a_right_to_and_a_closing_day_leaves_room()
    {
        await app.Execute(
            "update roster.placement set reason = 'Erbjuden tid' where child_id = @Child",
            new { family.Child }
        );
        await Lay(
            Care.Weeks(
                family.Unit,
                new(2026, 12, 7),
                1,
                (1, 2, ["09:00-14:00"]),
                (1, 3, ["09:00-14:00"]),
                (1, 4, ["09:00-14:00"])
            )
        );
        Assert.Equal(15 * 60, (int)(await Week("2026-12-07"))["sums"]![0]!["cap"]!);

        var said = await Change((new(2026, 12, 11), ["09:00-09:15"])).RefusedField("days[0]", "above-cap");
        Assert.Contains("15", said, StringComparison.Ordinal);
        await Post(Care.Pattern(family.Unit, new(2026, 12, 14), "09:00-14:00")).RefusedField("days[4]", "above-cap");

        await app.Execute(
            "insert into roster.closing_day (id, unit_id, day, reason) values (@id, @Unit, '2026-12-09', 'Planering')",
            new { id = Guid.CreateVersion7(), family.Unit }
        );
        await Change((new(2026, 12, 11), ["09:00-14:00"])).Is(HttpStatusCode.NoContent);
        var week = await Week("2026-12-07");
        Assert.Equal(("closed", "Planering"), (State(week, 2), (string?)Place(week, 2)["closingDay"]));
        Assert.Equal((15 * 60, 15 * 60), ((int)week["sums"]![0]!["minutes"]!, (int)week["sums"]![0]!["cap"]!));
    }

    [Fact]
    public async Task C09_Offered_time_lies_within_the_slots_of_the_unit()
    {
        var head = await app.Headteacher(family.Unit);
        await app.Execute(
            "update roster.placement set reason = 'Erbjuden tid' where child_id = @Child",
            new { family.Child }
        );
        var slots = $"units/{family.Unit}/care-slots";
        await head
            .Api.Put(
                slots,
                new
                {
                    slots = Enumerable
                        .Range(2, 3)
                        .Select(weekday => new
                        {
                            weekday,
                            from = "09:00",
                            until = "14:00",
                        }),
                }
            )
            .Is(HttpStatusCode.NoContent);

        var said = await Change((new(2026, 12, 7), ["09:00-14:00"]))
            .RefusedField("days[0].times[0].from", "outside-slots");
        Assert.Contains("tis", said, StringComparison.Ordinal);
        await Change((new(2026, 12, 8), ["08:55-14:00"])).RefusedField("days[0].times[0].from", "outside-slots");
        await Change((new(2026, 12, 8), ["09:00-14:00"])).Is(HttpStatusCode.NoContent);
        await Post(Care.Weeks(family.Unit, new(2026, 12, 14), 1, (1, 1, ["09:00-10:00"])))
            .RefusedField("days[0].times[0].from", "outside-slots");
        await head
            .Api.Put(
                slots,
                new
                {
                    slots = new[]
                    {
                        new
                        {
                            weekday = 1,
                            from = "10:00",
                            until = "09:00",
                        },
                    },
                }
            )
            .RefusedField("slots[0].until");

        // Who has a right to care by need comes whenever it is open.
        await app.Execute("update roster.placement set reason = null where child_id = @Child", new { family.Child });
        await Change((new(2026, 12, 7), ["09:00-14:00"])).Is(HttpStatusCode.NoContent);

        var pages = await app.Pages(head.Id);
        await pages.Open($"/units/{family.Unit}/care-slots");
        await pages.Send("slots", ("From2", "08:00"), ("Until2", "12:00"), ("From4", ""), ("Until4", ""));
        var read = (await family.Staff.Api.GetAsync(slots).Json())["slots"]!.AsArray();
        Assert.Equal(
            ["2 08:00-12:00", "3 09:00-14:00"],
            read.Select(slot => $"{slot!["weekday"]} {slot["from"]}-{slot["until"]}")
        );
    }

    [Fact]
    public async Task C13_What_was_said_of_a_day_stands_when_the_pattern_changes()
    {
        await Lay(Care.Pattern(family.Unit, new(2026, 12, 7), "08:00-16:00"));
        await Change((new(2026, 12, 15), ["09:00-12:00"])).Is(HttpStatusCode.NoContent);

        var laid = await Lay(Care.Pattern(family.Unit, new(2026, 12, 14), "07:00-15:00"));

        Assert.Equal(["2026-12-15"], laid["kept"]!.AsArray().Select(day => (string?)day));
        var week = await Week("2026-12-14");
        Assert.Equal(("07:00-15:00", "09:00-12:00"), (Times(week, 0), Times(week, 1)));
        Assert.Equal("08:00-16:00", Times(await Week("2026-12-07"), 0));

        await family
            .Guardian.Api.DeleteAsync($"children/{family.Child}/care-days/2026-12-15?unitId={family.Unit}")
            .Is(HttpStatusCode.NoContent);
        Assert.Equal("07:00-15:00", Times(await Week("2026-12-14"), 1));
        await family
            .Guardian.Api.DeleteAsync($"children/{family.Child}/care-days/2026-12-15?unitId={family.Unit}")
            .Refused(HttpStatusCode.NotFound, "not-found");

        await family
            .Guardian.Api.Put($"care-patterns/{(Guid)laid["id"]!}/end", new { lastDay = "2026-12-17" })
            .Is(HttpStatusCode.NoContent);
        week = await Week("2026-12-14");
        Assert.Equal(("times", "no-schedule"), (State(week, 3), State(week, 4)));
        await family
            .Guardian.Api.Put($"care-patterns/{(Guid)laid["id"]!}/end", new { lastDay = "2026-12-18" })
            .Refused(HttpStatusCode.Conflict, "careschedule/pattern-ended");
    }

    [Fact]
    public async Task C14_What_staff_have_set_a_guardian_cannot_change()
    {
        await family
            .Staff.Api.Put($"children/{family.Child}/care-days", Care.Days(family.Unit, (new(2026, 12, 9), [])))
            .Is(HttpStatusCode.NoContent);

        await Change((new(2026, 12, 9), ["08:00-16:00"])).Refused(HttpStatusCode.Conflict, "careschedule/set-by-staff");
        var week = await Week("2026-12-07");
        Assert.Equal(
            ("off", true, "by-staff"),
            (State(week, 2), (bool)Place(week, 2)["byStaff"]!, (string?)Place(week, 2)["whyNot"])
        );
    }

    [Fact]
    public async Task C16_Before_a_placement_begins_there_is_nothing_to_say()
    {
        var child = await app.Child(family.Group, starts: new(2026, 12, 16));
        var guardian = await app.Guardian(child);

        var problem = await guardian
            .Api.Put(
                $"children/{child}/care-days",
                Care.Days(
                    family.Unit,
                    [.. Enumerable.Range(14, 5).Select(day => (new DateOnly(2026, 12, day), (string[])["08:00-16:00"]))]
                )
            )
            .Refused(HttpStatusCode.BadRequest, "invalid");

        Assert.Equal(
            [("days[0].date", "no-placement"), ("days[1].date", "no-placement")],
            problem["codes"]!.AsObject().Select(code => (code.Key, (string?)code.Value![0]))
        );
    }

    [Fact]
    public async Task C17_A_newcomer_is_not_locked_until_the_day_itself()
    {
        var child = await app.Child(family.Group, starts: new(2026, 12, 1));
        var guardian = await app.Guardian(child);
        (DateOnly, string[])[] days =
        [
            .. Enumerable.Range(1, 4).Select(day => (new DateOnly(2026, 12, day), (string[])["08:00-16:00"])),
        ];

        await guardian
            .Api.Put($"children/{child}/care-days", Care.Days(family.Unit, days))
            .Is(HttpStatusCode.NoContent);
        var problem = await Change([.. days, (new(2026, 12, 7), ["08:00-16:00"])])
            .Refused(HttpStatusCode.Conflict, "careschedule/locked");
        Assert.Equal((4, 1), (problem["days"]!.AsArray().Count, (int)problem["others"]!));
    }

    [Fact]
    public async Task C21_Who_saves_over_somebody_elses_save_is_told_whose()
    {
        var other = await app.Guardian(family.Child);
        var tag = $"\"{(int)(await Week("2026-12-07"))["version"]!}\"";
        var key = Guid.CreateVersion7().ToString();

        await Tagged(family.Guardian, "08:00-16:00", key).Is(HttpStatusCode.NoContent);
        var problem = await Tagged(other, "09:00-16:00", Guid.CreateVersion7().ToString())
            .Refused(HttpStatusCode.PreconditionFailed, "stale");
        await Tagged(family.Guardian, "08:00-16:00", key).Is(HttpStatusCode.NoContent);

        var name = await app.Value<string>(
            "select given_name from roster.person where id = @Id",
            new { family.Guardian.Id }
        );
        Assert.Equal(name, (string?)problem["by"]);
        Assert.Equal(
            1,
            await app.Value<long>(
                """
                select count(*) from kernel.audit
                where action = 'careschedule.change-days' and subject_id = @Child
                """,
                new { family.Child }
            )
        );

        Task<HttpResponseMessage> Tagged(Actor actor, string time, string idempotency)
        {
            var request = new HttpRequestMessage(HttpMethod.Put, $"children/{family.Child}/care-days")
            {
                Content = JsonContent.Create(Care.Days(family.Unit, (new(2026, 12, 7), [time]))),
            };
            request.Headers.Add("If-Match", tag);
            request.Headers.Add("Idempotency-Key", idempotency);
            return actor.Api.SendAsync(request);
        }
    }

    [Fact]
    public async Task Who_saves_several_weeks_is_stale_when_any_of_them_has_changed_and_not_for_another()
    {
        var other = await app.Guardian(family.Child);
        var (first, second, third) = (
            new DateOnly(2026, 12, 7),
            new DateOnly(2026, 12, 14),
            new DateOnly(2026, 12, 21)
        );
        var read = (int)(await Week("2026-12-07"))["version"]!;
        await Save(other, null, second).Is(HttpStatusCode.NoContent);

        await Save(family.Guardian, read, first, second).Refused(HttpStatusCode.PreconditionFailed, "stale");
        await Save(family.Guardian, read, first, third).Is(HttpStatusCode.NoContent);
        await Save(family.Guardian, read + 100, first).Refused(HttpStatusCode.PreconditionFailed, "stale");

        var laid = await Lay(Care.Pattern(family.Unit, third, "08:00-15:00"));
        Assert.Equal((int)(await Week("2026-12-07"))["version"]!, (int)laid["version"]!);
        await Save(family.Guardian, read + 2, new DateOnly(2026, 12, 28))
            .Refused(HttpStatusCode.PreconditionFailed, "stale");

        Task<HttpResponseMessage> Save(Actor actor, int? version, params DateOnly[] days)
        {
            var request = new HttpRequestMessage(HttpMethod.Put, $"children/{family.Child}/care-days")
            {
                Content = JsonContent.Create(
                    Care.Days(family.Unit, [.. days.Select(day => (day, (string[])["08:00-16:00"]))])
                ),
            };
            if (version is { } expected)
                request.Headers.Add("If-Match", $"\"{expected}\"");
            return actor.Api.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_pattern_begins_today_or_later_and_staff_who_lay_or_end_it_tell_the_guardians()
    {
        await family
            .Staff.Api.Post(
                $"children/{family.Child}/care-patterns",
                Care.Pattern(family.Unit, app.Today.AddDays(-1), "08:00-16:00")
            )
            .RefusedField("startsOn", "over");

        var laid = await family
            .Staff.Api.Post(
                $"children/{family.Child}/care-patterns",
                Care.Pattern(family.Unit, app.Today, "08:00-16:00")
            )
            .Json(HttpStatusCode.Created);
        await app.Drain();
        Assert.Equal(1, await Told());
        await family.Guardian.Api.Put("notifications/read", new { }).Is(HttpStatusCode.NoContent);
        await family
            .Staff.Api.Put($"care-patterns/{(Guid)laid["id"]!}/end", new { lastDay = app.Today.AddDays(-2) })
            .RefusedField("lastDay");
        await family
            .Staff.Api.Put($"care-patterns/{(Guid)laid["id"]!}/end", new { lastDay = app.Today.AddDays(4) })
            .Is(HttpStatusCode.NoContent);
        await app.Drain();
        Assert.Equal(1, await Told());

        async Task<int> Told() => (int)(await family.Guardian.Api.GetAsync("notifications/unread").Json())["total"]!;
    }

    [Fact]
    public async Task A_pattern_fits_beside_the_days_of_which_something_else_was_said()
    {
        await app.Execute(
            "update roster.placement set max_weekly_hours = 30 where child_id = @Child",
            new { family.Child }
        );
        // Friday of the second week is five hours longer than the pattern has it.
        await Change((new(2026, 12, 18), ["07:00-17:00"])).Is(HttpStatusCode.NoContent);
        var five = Care.Pattern(family.Unit, new(2026, 12, 7), "08:00-13:15");
        await Post(five).RefusedField("days[4]", "above-cap");
        await Lay(Care.Pattern(family.Unit, new(2026, 12, 7), "08:00-13:00"));
        Assert.Equal(30 * 60, (int)(await Week("2026-12-14"))["sums"]![0]!["minutes"]!);

        var (child, guardian, unit) = await ByNight();
        await guardian
            .Api.Put($"children/{child}/care-days", Care.Days(unit, (new(2026, 12, 15), ["21:00-09:00"])))
            .Is(HttpStatusCode.NoContent);
        await guardian
            .Api.Post($"children/{child}/care-patterns", Care.Pattern(unit, new(2026, 12, 7), "08:00-16:00"))
            .RefusedField("days[2].times", "times-overlap");
        await guardian
            .Api.Post($"children/{child}/care-patterns", Care.Pattern(unit, new(2026, 12, 7), "09:00-16:00"))
            .Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task C23_The_leisure_time_centre_lies_around_school()
    {
        var (school, centre) = (await app.Unit("school"), await app.Unit("leisure-centre"));
        var form = await app.Group(school, "class");
        await app.Timetable(form, "08:10", "13:20");
        var child = await app.Child(form);
        await app.Place(child, await app.Group(centre));
        var guardian = await app.Guardian(child);
        await guardian
            .Api.Post(
                $"children/{child}/care-patterns",
                Care.Pattern(centre, new(2026, 12, 7), "06:30-08:00", "13:30-17:00")
            )
            .Is(HttpStatusCode.Created);
        await app.Execute(
            """
            insert into roster.closing_day (id, unit_id, day, reason)
            values (@id, @school, '2026-12-08', 'Studiedag')
            """,
            new { id = Guid.CreateVersion7(), school }
        );

        Assert.Equal("06:30-08:00 08:10-13:20 13:30-17:00", await Planned(new(2026, 12, 7), child));
        Assert.Equal("", await Planned(new(2026, 12, 8), child));
        var week = await guardian.Api.GetAsync($"children/{child}/care-weeks/2026-12-08").Json();
        Assert.Equal(("times", "no-school"), (State(week, 0), State(week, 1)));
        await guardian
            .Api.Put($"children/{child}/care-days", Care.Days(centre, (new(2026, 12, 8), ["08:00-16:00"])))
            .Is(HttpStatusCode.NoContent);
        Assert.Equal("08:00-16:00", await Planned(new(2026, 12, 8), child));
    }

    [Fact]
    public async Task Each_home_writes_in_its_own_place_when_there_are_two()
    {
        var (child, other) = (family.Child, await app.Guardian(family.Child));
        await app.Execute(
            """
            insert into roster.placement (id, child_id, unit_id, group_id, kind, starts_on)
            select @id, child_id, unit_id, group_id, kind, starts_on from roster.placement where child_id = @child
            """,
            new { id = Guid.CreateVersion7(), child }
        );
        await app.Execute(
            """
            insert into roster.placement_owner (placement_id, owner_id, starts_on)
            select id, case when row_number() over (order by id) = 1 then @A else @B end, '2020-01-01'
            from roster.placement
            where child_id = @child
            """,
            new
            {
                child,
                A = family.Guardian.Id,
                B = other.Id,
            }
        );

        await Change((new(2026, 12, 7), ["08:00-12:00"])).Is(HttpStatusCode.NoContent);
        await other
            .Api.Put($"children/{child}/care-days", Care.Days(family.Unit, (new(2026, 12, 7), ["13:00-17:00"])))
            .Is(HttpStatusCode.NoContent);

        Assert.Equal("08:00-12:00 13:00-17:00", await Planned(new(2026, 12, 7)));
        Assert.Equal(2, (await Week("2026-12-07"))["days"]![0]!["places"]!.AsArray().Count);
        await (await app.Guardian(child))
            .Api.Put($"children/{child}/care-days", Care.Days(family.Unit, (new(2026, 12, 7), [])))
            .Refused(HttpStatusCode.Conflict, "careschedule/others-place");
    }

    [Fact]
    public async Task What_cannot_be_meant_is_told_at_its_field()
    {
        await Change((new(2028, 1, 3), ["08:00-16:00"])).RefusedField("days[0].date");
        await Change().RefusedField("days");
        await Change([
                .. Enumerable
                    .Range(0, 100)
                    .Select(day => (new DateOnly(2026, 12, 7).AddDays(day), Array.Empty<string>())),
            ])
            .RefusedField("days");
        await Post(Care.Weeks(family.Unit, new(2026, 12, 7), 13)).RefusedField("weeks");
        await Post(Care.Weeks(family.Unit, new(2026, 12, 7), 1, (2, 1, ["08:00-16:00"]))).RefusedField("days");
        await Post(Care.Weeks(family.Unit, new(2026, 12, 7), 1, (1, 6, ["08:00-16:00"])))
            .RefusedField("days[0].times", "closed");
        await Post(Care.Pattern(Guid.CreateVersion7(), new(2026, 12, 7), "08:00-16:00"))
            .RefusedField("startsOn", "no-placement");
    }

    private async Task<(Guid Child, Actor Guardian, Guid Unit)> ByNight()
    {
        var unit = await app.Unit(opens: "");
        await app.Execute(
            "insert into roster.unit_hours select @unit, d, '00:00', '24:00' from generate_series(1, 7) d",
            new { unit }
        );
        var child = await app.Child(await app.Group(unit));
        return (child, await app.Guardian(child), unit);
    }

    private Task<HttpResponseMessage> Post(object pattern) =>
        family.Guardian.Api.Post($"children/{family.Child}/care-patterns", pattern);

    private Task<JsonNode> Lay(object pattern) => Post(pattern).Json(HttpStatusCode.Created);

    private Task<HttpResponseMessage> Change(params (DateOnly, string[])[] days) =>
        family.Guardian.Api.Put($"children/{family.Child}/care-days", Care.Days(family.Unit, days));

    private Task<JsonNode> Week(string day) =>
        family.Guardian.Api.GetAsync($"children/{family.Child}/care-weeks/{day}").Json();

    private static JsonNode Place(JsonNode week, int day) => week["days"]![day]!["places"]![0]!;

    private static string? State(JsonNode week, int day) => (string?)Place(week, day)["state"];

    private static string Times(JsonNode week, int day) =>
        string.Join(' ', Place(week, day)["times"]!.AsArray().Select(time => $"{time!["from"]}-{time["until"]}"));

    private Task<string> Planned(DateOnly day) => Planned(day, family.Child);

    private async Task<string> Planned(DateOnly day, Guid child, DaySource? source = null)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var planned = await scope
            .ServiceProvider.GetRequiredService<IChildDays>()
            .On([child], day, day, CancellationToken.None);
        return string.Join(
            ' ',
            planned
                .SelectMany(one => one.Pieces)
                .Where(piece => source is null || piece.Source == source)
                .Select(piece => $"{piece.From}-{piece.Until}")
        );
    }
}
