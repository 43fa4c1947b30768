using System.Globalization;
using CsCheck;
using Kapprum.Kernel;
using Kapprum.Support;

namespace Kapprum.Tests.CareSchedule;

/// <summary>
/// What is counted by the quarter of an hour is what one counts who looks at each minute, whatever was said, whoever is
/// away and whenever a unit is open; also when the clock is changed.
/// </summary>
public sealed class StaffingPropertyTests
{
    private const int Midnight = 24 * 60;

    private static readonly DateTimeOffset Friday = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);

    // The Sundays of the first two have 25 and 23 hours.
    private static readonly DateOnly[] Mondays = [new(2026, 10, 19), new(2027, 3, 22), new(2026, 11, 30)];

    // In minutes; what is beyond midnight is on the day after.
    private static readonly (int From, int Until)[][] Times =
    [
        [],
        [(8 * 60, 16 * 60)],
        [(8 * 60 + 10, 12 * 60), (14 * 60, 17 * 60)],
        [(21 * 60, 31 * 60)],
        [(20 * 60 + 5, 26 * 60 + 30)],
        [(2 * 60 + 30, 9 * 60)],
        [(0, 2 * 60 + 20), (23 * 60, 24 * 60)],
        [(5 * 60 + 50, 18 * 60 + 20)],
        [(9 * 60, 9 * 60 + 15), (9 * 60 + 20, 9 * 60 + 40)],
    ];

    private static readonly (int From, int Until)[][] Hours =
    [
        [(6 * 60, 18 * 60)],
        [(0, Midnight)],
        [(0, 9 * 60), (17 * 60 + 10, Midnight)],
        [(2 * 60 + 15, 20 * 60)],
    ];

    private sealed record Kid(int Group, bool Small, decimal? Weight, (int From, int Until)[]?[] Days);

    private sealed record World(
        DateOnly Monday,
        (int From, int Until)[] Open,
        Kid[] Kids,
        (int Kid, int Day, int From, int Long)[] Away
    );

    private static Gen<T> Of<T>(T[] all) => Gen.Int[0, all.Length - 1].Select(at => all[at]);

    private static readonly Gen<(int From, int Until)[]?> Said = Gen.Int[-2, Times.Length - 1]
        .Select(at => at < 0 ? null : Times[at]);

    private static readonly Gen<World> Worlds = Gen.Select(
            Of(Mondays),
            Of(Hours),
            Gen.Select(
                Gen.Int[0, 1],
                Gen.Bool,
                Gen.OneOf(Gen.Const((decimal?)null), Gen.Int[100, 300].Select(percent => (decimal?)percent / 100)),
                Said.Array[8]
            ).Array[1, 9],
            Gen.Select(Gen.Int[0, 8], Gen.Int[-1, 6], Gen.Int[0, 287], Gen.Int[1, 287]).Array[0, 6]
        )
        .Select(
            (monday, open, kids, away) =>
                new World(
                    monday,
                    open,
                    [.. kids.Select(kid => new Kid(kid.Item1, kid.Item2, kid.Item3, kid.Item4))],
                    [
                        .. away.Select(one => (one.Item1 % kids.Length, one.Item2, one.Item3 * 5, one.Item4 * 5))
                            .DistinctBy(one => (one.Item1, one.Item2)),
                    ]
                )
        );

    [Fact]
    public async Task What_is_counted_by_quarters_is_what_one_counts_by_minutes()
    {
        var app = await App.Shared(Friday);
        await Worlds.SampleAsync(
            async world =>
            {
                var (unit, head) = await Build(app, world);
                var week = await head.Api.GetAsync($"units/{unit}/staffing-weeks/{world.Monday:yyyy-MM-dd}").Json();
                for (var day = 0; day < 7; day++)
                {
                    List<string> found = [];
                    foreach (var run in week["days"]![day]!["unit"]!.AsArray())
                        for (var quarter = 0; quarter < (int)run!["quarters"]!; quarter++)
                            found.Add(
                                $"{((DateTimeOffset)run["at"]!).AddMinutes(15 * quarter).UtcDateTime:MM-dd HH:mm} "
                                    + $"{run["scheduled"]} {run["certain"]} {run["unknown"]} {run["need"]}"
                            );
                    Assert.Equal(Expected(world, day), found);
                }
            },
            iter: Proof.Size(small: 30, whole: 1500),
            threads: 1
        );
    }

    /// <summary>The rules, a minute at a time.</summary>
    private static List<string> Expected(World world, int day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");
        var date = world.Monday.AddDays(day);
        var begins = new DateTimeOffset(
            date.ToDateTime(TimeOnly.MinValue),
            zone.GetUtcOffset(date.ToDateTime(TimeOnly.MinValue))
        );
        List<string> quarters = [];
        for (
            var quarter = begins;
            DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(quarter, zone).DateTime) == date;
            quarter = quarter.AddMinutes(15)
        )
        {
            var minutes = Enumerable.Range(0, 15).Select(minute => Wall(quarter.AddMinutes(minute))).ToList();
            var (open, scheduled, certain, unknown) = (minutes.Exists(Open), 0, 0, 0);
            var weights = new decimal[2];
            foreach (var (at, kid) in world.Kids.Index())
                if (minutes.Exists(minute => Open(minute) && Comes(kid, minute)))
                {
                    scheduled++;
                    if (!minutes.Exists(minute => Open(minute) && Comes(kid, minute) && !IsAway(at, kid, minute)))
                        continue;
                    certain++;
                    weights[kid.Group] += Math.Max(kid.Small ? 1.5m : 1, kid.Weight ?? 1);
                }
                else if (
                    kid.Days[day + 1] is null
                    && minutes.Exists(minute => Open(minute) && !IsAway(at, kid, minute))
                )
                    unknown++;
            if (open)
                quarters.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{quarter.UtcDateTime:MM-dd HH:mm} {scheduled} {certain} {unknown} "
                    ) + weights.Sum(weight => (int)Math.Ceiling(weight / 5))
                );
        }

        return quarters;

        (int Minute, bool Again) Wall(DateTimeOffset at)
        {
            var local = TimeZoneInfo.ConvertTime(at, zone);
            return (
                (int)local.TimeOfDay.TotalMinutes,
                zone.IsAmbiguousTime(local.DateTime)
                    && local.Offset != zone.GetAmbiguousTimeOffsets(local.DateTime).Max()
            );
        }

        // A time in an hour that comes twice is the first.
        static bool In((int From, int Until) time, (int Minute, bool Again) wall) =>
            wall.Again
                ? time.From < 3 * 60 && time.Until >= 3 * 60
                : time.From <= wall.Minute && wall.Minute < time.Until;

        bool Open((int, bool) wall) => world.Open.Any(time => In(time, wall));

        bool Comes(Kid kid, (int, bool) wall) =>
            (kid.Days[day + 1] ?? []).Any(time => In((time.From, Math.Min(time.Until, Midnight)), wall))
            || Night(kid).Any(time => In(time, wall));

        // What began on the day before.
        IEnumerable<(int From, int Until)> Night(Kid kid) =>
            from time in kid.Days[day] ?? []
            where time.Until > Midnight
            select (0, time.Until - Midnight);

        bool IsAway(int at, Kid kid, (int, bool) wall) =>
            world.Away.Any(away =>
                away.Kid == at && away.Day == day && In((away.From, Math.Min(away.From + away.Long, Midnight)), wall)
            )
            || (
                world.Away.Any(away => away.Kid == at && away.Day == day - 1 && away.From + away.Long >= Midnight)
                && Night(kid).Any(time => In(time, wall))
            );
    }

    private static async Task<(Guid Unit, Actor Head)> Build(App app, World world)
    {
        var unit = await app.Unit(opens: "");
        foreach (var (from, until) in world.Open)
            await app.Execute(
                """
                insert into roster.unit_hours (unit_id, weekday, opens, closes)
                select @unit, d, make_interval(mins => @from), make_interval(mins => @until)
                from generate_series(1, 7) d
                """,
                new
                {
                    unit,
                    from,
                    until,
                }
            );
        Guid[] groups = [await app.Group(unit), await app.Group(unit)];
        List<Guid> kids = [];
        foreach (var kid in world.Kids)
        {
            var child = await app.Child(groups[kid.Group], born: kid.Small ? new(2025, 1, 1) : new(2022, 3, 1));
            kids.Add(child);
            await app.Execute(
                """
                insert into careschedule.child (id) values (@child);
                insert into careschedule.child_weight (child_id, weight, set_by, set_at)
                select @child, @Weight, @child, '2026-11-01' where @Weight::numeric is not null
                """,
                new { child, kid.Weight }
            );
            // The first is the day before the week.
            foreach (var (at, times) in kid.Days.Index())
                if (times is not null)
                    await app.Execute(
                        """
                        with day as (
                            insert into careschedule.day_change
                                (id, child_id, unit_id, day, by_staff, late, changed_by, changed_at)
                            values (@id, @child, @unit, @Day, true, false, @child, '2026-11-01')
                            returning id)
                        insert into careschedule.day_change_time (day_change_id, begins, ends, next_day)
                        select day.id, make_interval(mins => time.begins),
                               make_interval(mins => case when time.ends > 1440 then time.ends - 1440
                                                          else time.ends end),
                               time.ends > 1440
                        from day cross join unnest(@Begins, @Ends) as time (begins, ends)
                        """,
                        new
                        {
                            id = Guid.CreateVersion7(),
                            child,
                            unit,
                            Day = world.Monday.AddDays(at - 1),
                            Begins = times.Select(time => time.From).ToArray(),
                            Ends = times.Select(time => time.Until).ToArray(),
                        }
                    );
        }

        foreach (var (kid, day, from, length) in world.Away)
            await app.Absence(
                Guid.CreateVersion7(),
                kids[kid],
                world.Monday.AddDays(day),
                by: kids[kid],
                new TimeOfDay(from).ToString(),
                new TimeOfDay(Math.Min(from + length, Midnight)).ToString()
            );
        return (unit, await app.Headteacher(unit));
    }
}
