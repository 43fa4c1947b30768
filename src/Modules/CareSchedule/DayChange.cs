namespace Kapprum.CareSchedule;

/// <summary>What is otherwise on one day of a child at a unit.</summary>
internal sealed record DayChange
{
    public required Guid Id { get; init; }
    public required Guid UnitId { get; init; }

    /// <summary>The guardian whose it is; null when all share it.</summary>
    public required Guid? Household { get; init; }
    public required DateOnly Day { get; init; }
    public required bool ByStaff { get; init; }

    /// <summary>Staff have said yes to what a guardian asked for.</summary>
    public required bool Agreed { get; init; }

    /// <summary>It was made after the instant until which guardians change days.</summary>
    public required bool Late { get; init; }

    /// <summary>Why staff have changed a day that was over.</summary>
    public string? Reason { get; init; }
    public required Guid ChangedBy { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>In order; none when the child is off.</summary>
    public required IReadOnlyList<CareTime> Times { get; init; }
}
