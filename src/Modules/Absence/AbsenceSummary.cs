namespace Kapprum.Absence;

/// <summary>What everybody who may see an absence is told of it.</summary>
internal record AbsenceSummary
{
    public required Guid Id { get; init; }
    public required DateOnly Day { get; init; }
    public required AbsenceKind Kind { get; init; }

    /// <summary>It was said of the whole day, however long that is.</summary>
    public required bool WholeDay { get; init; }
    public required TimeOfDay From { get; init; }
    public required TimeOfDay Until { get; init; }

    /// <summary>Null while unexplained, and where it may not be told.</summary>
    public required Reason? Reason { get; init; }

    /// <summary>
    /// It is on a day of a home that is kept apart from the reader's, who is told neither why nor at which times: these
    /// are then those of all day.
    /// </summary>
    public bool OtherHome { get; init; }

    /// <summary>Somebody has said why, and the reader may not know.</summary>
    internal bool ReasonHidden { get; init; }

    /// <summary>Nobody has said why.</summary>
    internal bool Unexplained => Reason is null && !ReasonHidden;

    /// <summary>Staff have recorded it; else a guardian has reported it.</summary>
    public required bool ByStaff { get; init; }
}
