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
                select id
                from careschedule.pickup_person
                where used_on < @day
                   or (added_at < @before and child_id not in (select unnest(@Placed)))
                limit @most))
            """,
            new
            {
                day,
                before,
                most,
                Placed = (await placements.Children(day, horizon, ct)).SelectMany(unit => unit).Distinct().ToArray(),
            },
            ct
        );
    }
}
