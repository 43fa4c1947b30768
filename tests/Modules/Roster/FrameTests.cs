using System.Net;
using CsCheck;
using Dapper;
using Kapprum.Contracts.Roster;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Roster;

/// <summary>What is kept of opening hours, timetables, closing days and terms is what the rules say.</summary>
public sealed class FrameTests : IAsyncLifetime
{
    private App app = null!;

    public async Task InitializeAsync()
    {
        app = await App.Start();
        await app.Daily("KeepFrame");
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Whatever_makes_the_frame_renews_it_at_once()
    {
        var (unit, school) = (await app.Unit(opens: ""), await app.Unit("school"));
        var (group, form) = (await app.Group(unit), await app.Group(school, "class"));
        var (child, pupil) = (await app.Child(group), await app.Child(form));
        var administrator = (await app.Administrator()).Api;
        Assert.Equal("", await Today(child));

        await administrator.Put($"units/{unit}/hours", Days("opens", "closes", "06:00", "18:00"));
        Assert.Equal("06:00-18:00", await Today(child));
        await administrator.Put($"groups/{group}/hours", Days("begins", "ends", "08:00", "13:00"));
        Assert.Equal("08:00-13:00", await Today(child));
        var own = await administrator.Post("closing-days", Closing(unit, ("10:00", "12:00"))).Created();
        Assert.Equal("10:00-12:00", await Today(child));
        Assert.Equal("06:00-18:00", await Today(pupil));
        var all = await administrator.Post("closing-days", Closing(null)).Created();
        Assert.Equal(("10:00-12:00", ""), (await Today(child), await Today(pupil)));
        await administrator.DeleteAsync($"closing-days/{all}").Is(HttpStatusCode.NoContent);
        await administrator.DeleteAsync($"closing-days/{own}").Is(HttpStatusCode.NoContent);
        await administrator.Put($"groups/{group}/hours", new { days = Array.Empty<object>() });
        Assert.Equal("06:00-18:00", await Today(child));

        var holiday = Guid.CreateVersion7();
        await administrator.Put(
            $"calendar/{holiday}",
            new
            {
                kind = "holiday-period",
                name = "Lov",
                startsOn = app.Today,
                endsOn = app.Today,
            }
        );
        Assert.Equal(("06:00-18:00", ""), (await Today(child), await Today(pupil)));
        await administrator.DeleteAsync($"calendar/{holiday}").Is(HttpStatusCode.NoContent);
        Assert.NotEqual("", await Today(pupil));
        Assert.Equal(0, (await app.Check("frame-differs")).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    public async Task Why_nothing_is_possible_is_said_of_days_that_are_kept_and_of_others(int days)
    {
        // A Tuesday or a Friday, and the weekend's first day after it.
        var day = app.Today.AddDays(days);
        var weekend = day.AddDays(6 - (int)day.DayOfWeek);
        var (preschool, school) = (await app.Unit(), await app.Unit("school"));
        var (child, pupil) = (await app.Child(await app.Group(preschool)), await app.Child(await app.Group(school)));
        var shortened = await app.Unit();
        var early = await app.Child(await app.Group(shortened));
        await app.Execute(
            """
            insert into roster.closing_day (id, unit_id, day, reason)
            values (gen_random_uuid(), @preschool, @day, 'Tom');
            with day as (
                insert into roster.closing_day (id, unit_id, day, reason)
                values (gen_random_uuid(), @shortened, @day, 'Kort')
                returning id)
            insert into roster.closing_day_hours (closing_day_id, opens, closes)
            select id, '07:00', '12:00' from day;
            insert into roster.calendar_period (id, kind, name, starts_on, ends_on)
            values (gen_random_uuid(), 'holiday-period', 'Lov', @day, @day)
            """,
            new
            {
                preschool,
                shortened,
                day,
            }
        );

        await using var scope = app.Services.CreateAsyncScope();
        var frame = scope.ServiceProvider.GetRequiredService<IChildFrame>();
        var closed = await frame.Closed([child, pupil, early], day, weekend, default);

        Assert.Equal(
            new HashSet<ClosedPlace>
            {
                new(child, day, preschool, ClosedBecause.ClosingDay, "Tom"),
                new(pupil, day, school, ClosedBecause.HolidayPeriod, "Lov"),
                new(early, day, shortened, ClosedBecause.ClosingDay, "Kort", Partly: true),
                new(early, weekend, shortened, ClosedBecause.Weekday, null),
                new(child, weekend, preschool, ClosedBecause.Weekday, null),
                new(pupil, weekend, school, ClosedBecause.Weekday, null),
            },
            closed.ToHashSet()
        );
    }

    [Fact]
    public async Task Every_night_a_day_is_added_and_one_is_forgotten_and_what_is_beyond_is_worked_out()
    {
        var child = await app.Child(await app.Group(await app.Unit()));
        var (first, last) = await Kept();
        Assert.True(last >= app.Today.AddDays(400));

        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.Daily("KeepFrame");

        Assert.Equal((first.AddDays(1), last.AddDays(1)), await Kept());
        Assert.Equal(0, (await app.Check("frame-differs")).Count);
        Assert.Equal("06:00-18:00", await Pieces(child, new(2026, 3, 3)));
        Assert.Equal(0, await app.Value<long>("select count(*) from roster.frame_day where day < '2026-10-01'"));

        app.Clock.Advance(TimeSpan.FromDays(1000));
        await app.Daily("KeepFrame");
        Assert.Equal(0, (await app.Check("frame-differs")).Count);
    }

    [Fact]
    public async Task What_differs_is_found_and_set_right_by_the_next_change()
    {
        var unit = await app.Unit();
        var administrator = (await app.Administrator()).Api;
        await app.Execute(
            "delete from roster.frame_day where unit_id = @unit and day = @Today",
            new { unit, app.Today }
        );

        var found = await app.Check("frame-differs");
        Assert.Equal((1, $"/units/{unit}"), (found.Count, found.Named[0].Path));
        await administrator
            .Put($"units/{unit}/hours", Days("opens", "closes", "06:00", "18:00"))
            .Is(HttpStatusCode.NoContent);
        Assert.Equal(0, (await app.Check("frame-differs")).Count);
    }

    [Fact]
    public async Task Two_who_change_one_unit_at_once_lose_neither_and_nor_does_the_night()
    {
        var (unit, other) = (await app.Unit(), await app.Unit());
        var child = await app.Child(await app.Group(unit));
        await using var slow = await app.Connection();
        await using var change = await slow.BeginTransactionAsync();
        await slow.ExecuteAsync(
            "update roster.unit_hours set closes = '16:00' where unit_id = @unit",
            new { unit },
            change
        );

        app.Clock.Advance(TimeSpan.FromDays(1));
        var administrator = (await app.Administrator()).Api;
        var meanwhile = new[]
        {
            administrator.Post("closing-days", Closing(unit, ("10:00", "12:00"))).Created(),
            administrator.Post("closing-days", Closing(null, ("07:00", "08:00"))).Created(),
            app.Daily("KeepFrame"),
        };
        await Task.Delay(300);
        await change.CommitAsync();
        await Task.WhenAll(meanwhile);

        Assert.Equal(0, (await app.Check("frame-differs")).Count);
        Assert.Equal("10:00-12:00", await Today(child));
        Assert.Equal("06:00-16:00", await Pieces(child, app.Today.AddDays(1)));
        Assert.Equal("07:00-08:00", await Today(await app.Child(await app.Group(other))));
    }

    [Fact]
    public async Task What_is_kept_is_what_the_rules_say_whatever_is_changed()
    {
        var units = new[] { await app.Unit(), await app.Unit("school"), await app.Unit("leisure-centre") };
        Guid[] groups =
        [
            await app.Group(units[0]),
            await app.Group(units[1], "class"),
            await app.Group(units[1]),
            await app.Group(units[2]),
        ];
        var children = new List<Guid>();
        foreach (var group in groups)
            children.Add(await app.Child(group));
        await app.Place(children[1], groups[3]);

        await Gen.Int[0, 999]
            .Array[6]
            .Array[1, 12]
            .SampleAsync(
                async changes =>
                {
                    foreach (var n in changes)
                        await Change(n);

                    Assert.Equal(0, (await app.Check("frame-differs")).Count);
                    Assert.Equal(
                        0,
                        await app.Value<long>(
                            """
                            select count(*)
                            from unnest(@children) child
                            cross join generate_series(0, 30) n
                            where array(select k::text from roster.kept_pieces(
                                        child, @Today + n,
                                        (select c.closed is null from roster.frame_calendar c
                                         where c.day = @Today + n)) k
                                    order by 1)
                                  <> array(select r::text from roster.child_pieces(child, @Today + n) r order by 1)
                            """,
                            new { children = children.ToArray(), app.Today }
                        )
                    );
                },
                iter: Proof.Size(small: 10, whole: 200),
                threads: 1
            );

        Task Change(int[] n) =>
            app.Execute(
                (n[0] % 8) switch
                {
                    0 => "delete from roster.unit_hours where unit_id = @unit and weekday = @weekday",
                    1 or 2 => """
                    insert into roster.unit_hours (unit_id, weekday, opens, closes)
                    values (@unit, @weekday, @from, @until)
                    on conflict (unit_id, weekday, opens) do update set closes = excluded.closes
                    """,
                    3 => """
                    insert into roster.group_hours (group_id, weekday, begins, ends)
                    values (@group, @weekday, @from, @until)
                    on conflict (group_id, weekday) do update set begins = excluded.begins, ends = excluded.ends
                    """,
                    4 => "delete from roster.group_hours where group_id = @group",
                    5 => """
                    with day as (
                        insert into roster.closing_day (id, unit_id, day, reason)
                        values (gen_random_uuid(), case when @all then null else @unit end, @day, 'x')
                        on conflict do nothing
                        returning id)
                    insert into roster.closing_day_hours (closing_day_id, opens, closes)
                    select id, @from, @until from day where @open
                    """,
                    6 => "delete from roster.closing_day where day = @day",
                    _ => """
                    delete from roster.calendar_period where kind = 'term';
                    insert into roster.calendar_period (id, kind, name, starts_on, ends_on)
                    select gen_random_uuid(), 'term', 'x', @day, @day + 10 where @open
                    """,
                },
                new
                {
                    unit = units[n[1] % 3],
                    group = groups[n[2] % 4],
                    weekday = (short)(n[3] % 7 + 1),
                    day = app.Today.AddDays(n[3] % 20),
                    from = TimeSpan.FromHours(n[4] % 12),
                    until = TimeSpan.FromHours(12 + n[5] % 12),
                    all = n[4] % 2 == 0,
                    open = n[5] % 2 == 0,
                }
            );
    }

    private static object Days(string begins, string ends, string from, string until) =>
        new
        {
            days = Enumerable
                .Range(1, 5)
                .Select(weekday => new Dictionary<string, object>
                {
                    ["weekday"] = weekday,
                    [begins] = from,
                    [ends] = until,
                }),
        };

    private object Closing(Guid? unit, params (string Opens, string Closes)[] hours) =>
        new
        {
            day = app.Today,
            reason = "Planering",
            unitId = unit,
            hours = hours.Select(time => new { opens = time.Opens, closes = time.Closes }),
        };

    private Task<(DateOnly, DateOnly)> Kept() =>
        app.Row<(DateOnly, DateOnly)>("select min(day), max(day) from roster.frame_calendar");

    private Task<string> Today(Guid child) => Pieces(child, app.Today);

    private async Task<string> Pieces(Guid child, DateOnly day)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var frame = scope.ServiceProvider.GetRequiredService<IChildFrame>();
        var days = await frame.On([child], day, day, default);
        return string.Join(' ', days.SelectMany(one => one.Pieces).Select(piece => $"{piece.From}-{piece.Until}"));
    }
}
