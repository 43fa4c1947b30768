using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Pickup;

/// <summary>People who have not been said to fetch a child for long, and those of children without a place.</summary>
internal sealed class PurgePickupPersons(NpgsqlConnection db, ICarePlacements placements, TimeProvider clock) : IPurge
{
    public string What => "care-pickup-persons";

    public Retention Keeps => Retention.Days(CareSettings.KeepPickupDays);

    public async Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct)
    {
        var day = SchoolTime.Day(before);
        var horizon = clock.Today().AddDays(IChildDays.Horizon);
        return await db.Execute(
            """
            delete from careschedule.pickup_person
            where id = any (array(
                select p.id
                from careschedule.pickup_person p
                where p.kept_on < @day
                  and (p.child_id not in (select unnest(@Placed))
                       or not exists (select from careschedule.people_of_day d
                                      where d.child_id = p.child_id and d.day >= @day
                                        and lower(p.name) in (lower(d.brings), lower(d.fetches))))
                limit @most))
            """,
            new
            {
                day,
                most,
                Placed = (await placements.Children(day, horizon, ct)).SelectMany(unit => unit).Distinct().ToArray(),
            },
            ct
        );
    }
}
