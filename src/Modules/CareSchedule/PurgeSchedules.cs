namespace Kapprum.CareSchedule;

/// <summary>
/// What was said of days that are long over: single days, requests, and patterns that have ended or were followed by
/// another.
/// </summary>
internal sealed class PurgeSchedules(NpgsqlConnection db) : IPurge
{
    public string What => "care-schedules";

    public Retention Keeps => Retention.Months(CareSettings.KeepMonths);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Value<int>(
            """
            with day as (
                delete from careschedule.day_change
                where id = any (array(select id from careschedule.day_change where day < @Day limit @most))
                returning 1),
            request as (
                delete from careschedule.request
                where id = any (array(select id from careschedule.request where day < @Day limit @most))
                returning 1),
            people as (
                delete from careschedule.people_of_day
                where id = any (array(select id from careschedule.people_of_day where day < @Day limit @most))
                returning 1),
            swap as (
                delete from careschedule.swap
                where id = any (array(select id from careschedule.swap where day < @Day limit @most))
                returning 1),
            turn as (
                delete from careschedule.turn
                where id = any (array(
                    select t.id
                    from careschedule.turn t
                    where exists (select from careschedule.turn later
                                  where later.child_id = t.child_id and later.starts_on > t.starts_on
                                    and later.starts_on <= @Day)
                    limit @most))
                returning 1),
            week as (
                delete from careschedule.week
                where (child_id, monday) in (select child_id, monday from careschedule.week
                                             where monday < @Day - 7 limit @most)
                returning 1),
            pattern as (
            delete from careschedule.pattern
            where id = any (array(
                select p.id
                from careschedule.pattern p
                where p.ends_on < @Day
                   or exists (select from careschedule.pattern later
                              where later.child_id = p.child_id and later.unit_id = p.unit_id
                                and later.household is not distinct from p.household
                                and later.starts_on > p.starts_on and later.starts_on <= @Day)
                limit @most))
            returning 1)
            select (select count(*) from day) + (select count(*) from request) + (select count(*) from week)
                   + (select count(*) from people) + (select count(*) from swap) + (select count(*) from turn)
                   + (select count(*) from pattern)
            """,
            new { Day = SchoolTime.Day(before), most },
            ct
        );
}
