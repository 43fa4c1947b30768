namespace Kapprum.CareSchedule.Questions;

/// <summary>What was answered of one day of a child at a unit.</summary>
internal sealed record DayAnswer
{
    public required Guid UnitId { get; init; }

    /// <summary>The guardian whose day it was; null when all share it.</summary>
    public required Guid? Household { get; init; }
    public required DateOnly Day { get; init; }
    public required DayCare Care { get; init; }
    public required bool ByStaff { get; init; }
    public required Guid AnsweredBy { get; init; }
    public required DateTimeOffset AnsweredAt { get; init; }

    /// <summary>In order; none unless the child comes at times of its own.</summary>
    public IReadOnlyList<CareTime> Times { get; init; } = [];
}
