using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// What was said of days that are long over: single days, requests, patterns that have ended or were followed by
/// another, and all of children who have had no place for so long.
/// </summary>
internal sealed class PurgeSchedules(NpgsqlConnection db, ICarePlacements placements, TimeProvider clock) : IPurge
{
    public string What => "care-schedules";

    public Retention Keeps => Retention.Months(CareSettings.KeepMonths);

    public async Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct)
    {
        var day = SchoolTime.Day(before);
        var horizon = clock.Today().AddDays(IChildDays.Horizon);
        var placed = (await placements.Children(day, horizon, ct)).SelectMany(unit => unit).Distinct().ToArray();
        return await db.Value<int>(
            """
            with day as (
                delete from careschedule.day_change
                where id = any (array(select id from careschedule.day_change where day < @day order by day limit @most))
                returning 1),
            request as (
                delete from careschedule.request
                where id = any (array(select id from careschedule.request where day < @day order by day limit @most))
                returning 1),
            people as (
                delete from careschedule.people_of_day
                where id = any (array(
                    select id from careschedule.people_of_day where day < @day order by day limit @most))
                returning 1),
            swap as (
                delete from careschedule.swap
                where id = any (array(select id from careschedule.swap where day < @day order by day limit @most))
                returning 1),
            turn as (
                delete from careschedule.turn
                where id = any (array(
                    select t.id
                    from careschedule.turn t
                    where exists (select from careschedule.turn later
                                  where later.child_id = t.child_id and later.starts_on > t.starts_on
                                    and later.starts_on <= @day)
                       or (t.starts_on < @day and t.child_id not in (select unnest(@placed)))
                    limit @most))
                returning 1),
            week as (
                delete from careschedule.week
                where (child_id, monday) in (select child_id, monday from careschedule.week
                                             where monday < @day - 7 limit @most)
                returning 1),
            pattern as (
                delete from careschedule.pattern
                where id = any (array(
                    select p.id
                    from careschedule.pattern p
                    where p.ends_on < @day
                       or exists (select from careschedule.pattern later
                                  where later.child_id = p.child_id and later.unit_id = p.unit_id
                                    and later.household is not distinct from p.household
                                    and later.starts_on > p.starts_on and later.starts_on <= @day)
                       or (p.starts_on < @day and p.child_id not in (select unnest(@placed)))
                    limit @most))
                returning 1),
            apart as (
                delete from careschedule.homes_apart where child_id not in (select unnest(@placed)) and set_at < @before
                returning 1)
            select (select count(*) from day) + (select count(*) from request) + (select count(*) from week)
                   + (select count(*) from people) + (select count(*) from swap) + (select count(*) from turn)
                   + (select count(*) from pattern) + (select count(*) from apart)
            """,
            new
            {
                day,
                before,
                most,
                placed,
            },
            ct
        );
    }
}
