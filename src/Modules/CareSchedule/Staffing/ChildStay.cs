using Kapprum.Contracts.Days;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>A child's day, as far as it follows from it when the child is at a unit.</summary>
internal sealed record ChildOnDay
{
    public required Guid ChildId { get; init; }

    /// <summary>The group it is in there; null for none.</summary>
    public required Guid? GroupId { get; init; }

    /// <summary>As how many children it counts.</summary>
    public required decimal Weight { get; init; }
    public required PlannedDay Planned { get; init; }

    /// <summary>The day before, of which a night may go on.</summary>
    public required PlannedDay Before { get; init; }

    /// <summary>What lies over the two days.</summary>
    public required IReadOnlyList<OverlaidPiece> Over { get; init; }

    /// <summary>What guardians have asked for, of the two days and undecided.</summary>
    public required IReadOnlyList<CareRequest> Requests { get; init; }
}

/// <summary>When a child is at a unit on a day, by the quarter of an hour: a bit for each.</summary>
internal sealed record ChildStay
{
    public required Guid ChildId { get; init; }
    public required Guid? GroupId { get; init; }
    public required decimal Weight { get; init; }

    /// <summary>Its schedule says it comes, while the unit is open.</summary>
    public required UInt128 Scheduled { get; init; }

    /// <summary>And nobody has said that it is away.</summary>
    public required UInt128 Certain { get; init; }

    /// <summary>Nobody has said whether it comes.</summary>
    public required UInt128 Unknown { get; init; }

    /// <summary>It would come as well, if staff say yes to what a guardian has asked for.</summary>
    public required UInt128 Pending { get; init; }

    /// <summary>Some of its times lie where the unit is not open; they do not count.</summary>
    public required bool OutsideHours { get; init; }

    public UInt128 Any => Scheduled | Unknown | Pending;

    /// <summary>Null when it is not there that day, whatever its schedule says.</summary>
    public static ChildStay? Of(Guid unitId, ChildOnDay child, DayQuarters clock)
    {
        var there = child.Planned.Care.Where(care => care.Placement.AtId == unitId).ToList();
        var care = there.Where(one => one.State != CareState.Closed).ToList();
        if (care is [])
            return null;

        List<DayPiece> pieces = [.. care.SelectMany(one => one.Pieces)];
        var open = clock.At(care.SelectMany(one => one.Open));
        var away = Away(unitId, child, clock);
        var scheduled = At(pieces.Where(piece => piece.Source == DaySource.Schedule), clock).Within(open);
        var unknown = At(pieces.Where(piece => piece.Source != DaySource.Schedule), clock);
        var asked = clock.At(Asked(child.Requests, care, clock.Day)).Within(open);
        var (comes, said) = (scheduled.Quarters(), unknown.Without(away).Quarters());
        return new()
        {
            ChildId = child.ChildId,
            GroupId = pieces.Select(piece => piece.GroupId).FirstOrDefault() ?? child.GroupId,
            Weight = child.Weight,
            Scheduled = comes,
            Certain = scheduled.Without(away).Quarters(),
            // Each quarter counts a child once.
            Unknown = said & ~comes,
            Pending = asked.Without(away).Quarters() & ~comes & ~said,
            OutsideHours = care.Exists(one => one.OutsideHours),
        };
    }

    private static IReadOnlyList<(int From, int Until)> At(IEnumerable<DayPiece> pieces, DayQuarters clock) =>
        clock.At(pieces.Select(piece => (piece.From, piece.Until)));

    private static IReadOnlyList<(int From, int Until)> Away(Guid unitId, ChildOnDay child, DayQuarters clock)
    {
        var away = child.Over.Where(over => over.Kind != OverlayKind.Present).ToList();
        var times = away.Where(over => over.Date == clock.Day).Select(over => (over.From, over.Until));

        // Who is away when a night's first day ends does not come for the rest of it: that belongs to the first day.
        var nights =
            from care in child.Before.Care
            where
                care.Placement.AtId == unitId
                && away.Exists(over => over.Date == clock.Day.AddDays(-1) && over.Until == TimeOfDay.EndOfDay)
            from time in care.Times
            where time.NextDay
            select time.Morning!.Value;
        return clock.At(times.Concat(nights));
    }

    private static IEnumerable<(TimeOfDay, TimeOfDay)> Asked(
        IReadOnlyList<CareRequest> requests,
        List<PlannedCare> care,
        DateOnly day
    ) =>
        from request in requests
        where care.Exists(one => one.Placement.UnitId == request.UnitId && one.Household == request.Household)
        from time in request.Times
        let part = request.Day == day ? time.Evening
        : request.Day == day.AddDays(-1) ? time.Morning
        : null
        where part is not null
        select part.Value;
}
