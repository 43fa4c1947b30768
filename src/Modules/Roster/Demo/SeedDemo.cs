namespace Kapprum.Roster.Demo;

/// <summary>
/// Gives the demo what no roster file holds: the classes' timetables, this school year and the next with their
/// holidays, public holidays and two planning days of each preschool. Sent again it adds nothing.
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
                on conflict do nothing
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
