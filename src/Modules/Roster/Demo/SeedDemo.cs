namespace Kapprum.Roster.Demo;

/// <summary>
/// Gives the demo what no roster file holds: the classes' timetables, this school year and the next with their
/// holidays, public holidays, two planning days of each preschool and an afternoon that it closes early; a preschool
/// that is open at night, and a few of its children elsewhere for a week. Sent again it adds nothing.
/// </summary>
internal sealed record SeedDemo : ICommand
{
    public sealed class Handler(NpgsqlConnection db, Audit audit, TimeProvider clock) : ICommandHandler<SeedDemo>
    {
        public async Task Handle(SeedDemo command, CancellationToken ct)
        {
            var today = clock.Today();
            var thisYear = today.Month >= 7 ? today.Year : today.Year - 1;
            var years = new[] { new SchoolYear(thisYear), new SchoolYear(thisYear + 1) };
            var periods = years.SelectMany(year => year.Periods).ToList();
            var holidays = years.SelectMany(year => year.PublicHolidays).ToList();

            await db.Execute(
                """
                -- The younger go home earlier, and all of them on Fridays.
                insert into roster.group_hours (group_id, weekday, begins, ends)
                select g.id, day, interval '08:10',
                       case when g.name ~ '^[F1-3]' then interval '13:20'
                            when g.name ~ '^[4-6]' then '14:10'
                            else '15:10' end
                       - case day when 5 then interval '40 min' else '0' end
                from roster.child_group g cross join generate_series(1, 5) day
                where g.kind = 'class'
                on conflict do nothing;

                insert into roster.calendar_period (id, kind, name, starts_on, ends_on)
                select *
                from unnest(@PeriodIds, @Kinds, @Names, @Starts, @Ends)
                as period (id, kind, name, starts_on, ends_on)
                where not exists (select from roster.calendar_period);

                insert into roster.closing_day (id, unit_id, day, reason)
                select id, null, day, reason from unnest(@HolidayIds, @Holidays, @Reasons) as holiday (id, day, reason)
                on conflict do nothing;

                insert into roster.closing_day (id, unit_id, day, reason)
                select gen_random_uuid(), u.id, day, 'Planeringsdag'
                from roster.unit u cross join unnest(@PlanningDays) day
                where u.kind = 'preschool'
                on conflict do nothing;

                with early as (
                    insert into roster.closing_day (id, unit_id, day, reason)
                    select gen_random_uuid(), u.id, @ClosesEarly, 'Planering från kl. 15'
                    from roster.unit u
                    where u.kind = 'preschool'
                      and not exists (select from roster.closing_day c where c.unit_id is null and c.day = @ClosesEarly)
                    on conflict do nothing
                    returning id)
                insert into roster.closing_day_hours (closing_day_id, opens, closes)
                select id, interval '06:00', interval '15:00' from early;

                -- From Monday morning to Saturday morning.
                with night as (select id from roster.unit where kind = 'preschool' order by name desc limit 1),
                hours (weekday, opens, closes) as (
                    values (1, interval '06:00', interval '24:00'), (2, interval '00:00', interval '24:00'),
                           (3, interval '00:00', interval '24:00'), (4, interval '00:00', interval '24:00'),
                           (5, interval '00:00', interval '24:00'), (6, interval '00:00', interval '08:00')),
                usual as (
                    delete from roster.unit_hours h using night
                    where h.unit_id = night.id and (h.weekday, h.opens) not in (select weekday, opens from hours))
                insert into roster.unit_hours (unit_id, weekday, opens, closes)
                select night.id, weekday, opens, closes from night cross join hours
                on conflict (unit_id, weekday, opens) do update set closes = excluded.closes;

                insert into roster.temporary_placement (id, child_id, home_id, unit_id, reason, starts_on, ends_on)
                select gen_random_uuid(), p.child_id, night.id, other.id, 'repair', @Elsewhere, @Elsewhere + 4
                from (select id from roster.unit where kind = 'preschool' order by name desc limit 1) night
                cross join lateral (
                    select id from roster.unit where kind = 'preschool' and id <> night.id order by name limit 1) other
                cross join lateral (
                    select distinct child_id
                    from roster.placement
                    where unit_id = night.id and starts_on <= @Elsewhere
                      and (ends_on is null or ends_on >= @Elsewhere + 4)
                    order by child_id
                    limit 3) p
                where not exists (select from roster.temporary_placement)
                """,
                new
                {
                    PeriodIds = periods.Select(_ => Guid.CreateVersion7()).ToArray(),
                    Kinds = periods.Select(period => period.Kind).ToArray(),
                    Names = periods.Select(period => period.Name).ToArray(),
                    Starts = periods.Select(period => period.Starts).ToArray(),
                    Ends = periods.Select(period => period.Ends).ToArray(),
                    HolidayIds = holidays.Select(_ => Guid.CreateVersion7()).ToArray(),
                    Holidays = holidays.Select(holiday => holiday.Day).ToArray(),
                    Reasons = holidays.Select(holiday => holiday.Name).ToArray(),
                    ClosesEarly = WeekdayFrom(today.AddDays(26)),
                    // A Monday.
                    Elsewhere = today.AddDays(14 + (8 - (int)today.DayOfWeek) % 7),
                    PlanningDays = new[] { WeekdayFrom(today.AddDays(18)), WeekdayFrom(today.AddDays(95)) },
                },
                ct
            );

            audit.Changed("roster.furnish-demo", "roster", null);
        }
    }

    private static DateOnly WeekdayFrom(DateOnly day)
    {
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            day = day.AddDays(1);
        return day;
    }
}
