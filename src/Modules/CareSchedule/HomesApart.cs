using Kapprum.Contracts.Days;
using Kapprum.Contracts.Notifications;

namespace Kapprum.CareSchedule;

/// <summary>Whether the homes of a child see each other's days, as the headteacher has decided.</summary>
internal sealed class HomesApart(NpgsqlConnection db, CareFacts facts, ISettings settings, TimeProvider clock)
    : IHomesApart
{
    public async Task<ILookup<(Guid ChildId, DateOnly Day), Guid>> Homes(
        IReadOnlyCollection<(Guid ChildId, DateOnly Day)> days,
        CancellationToken ct
    )
    {
        var apart = (
            await db.Query<Guid>(
                "select child_id from careschedule.homes_apart where child_id = any(@Children)",
                new { Children = days.Select(one => one.ChildId).Distinct().ToArray() },
                ct
            )
        ).ToHashSet();
        var asked = days.Where(one => apart.Contains(one.ChildId)).Distinct().ToList();
        if (asked is [])
            return asked.ToLookup(one => one, _ => Guid.Empty);

        // Whose a day was is not kept for ever; then it is taken for the other's.
        var kept = clock.Today().AddMonths(-await settings.Get(CareSettings.KeepMonths, ct));
        var recent = asked.Where(one => one.Day >= kept).ToList();
        var known = recent is []
            ? new Dictionary<Guid, ChildFacts>()
            : await facts.Of(apart, recent.Min(one => one.Day), recent.Max(one => one.Day), ct);
        return (
            from one in asked
            from home in one.Day < kept ? [Guid.Empty] : known[one.ChildId].Homes(one.Day)
            select (Day: one, Home: home)
        ).ToLookup(one => one.Day, one => one.Home);
    }

    public Task<bool> Of(Guid childId, CancellationToken ct) =>
        db.Value<bool>(
            "select exists (select from careschedule.homes_apart where child_id = @childId)",
            new { childId },
            ct
        );

    /// <summary>Whose a day is, guardians do not change while they are apart; the staff do.</summary>
    /// <exception cref="Refusal">409.</exception>
    public async Task Require(CareWriter writer, Guid childId, CancellationToken ct)
    {
        if (!writer.ByStaff && await Of(childId, ct))
            throw Refusal.Conflict("careschedule/homes-apart");
    }

    /// <summary>Of what is about one home's day the other home is not told while they are apart.</summary>
    public async Task<NoticeDue> Told(NoticeDue due, Guid? household, CancellationToken ct) =>
        household is { } home
        && due is { ChildId: { } child }
        && due.To.HasFlag(Audience.Guardians)
        && await Of(child, ct)
            ? Only(due, home)
            : due;

    /// <summary>Of changes to several homes' days: all hear of the first; apart, each home of its own.</summary>
    public async Task<IReadOnlyList<NoticeDue>> Told(
        IReadOnlyList<(NoticeDue Due, Guid? Household)> all,
        CancellationToken ct
    ) =>
        all is not [var (first, _), ..] ? []
        : first.ChildId is { } child && await Of(child, ct)
            ? [.. all.Select(one => one.Household is { } home ? Only(one.Due, home) : one.Due)]
        : [first];

    private static NoticeDue Only(NoticeDue due, Guid home) =>
        due with
        {
            To = due.To & ~Audience.Guardians,
            People = [home],
        };
}
