namespace Kapprum.CareSchedule;

/// <summary>What a guardian asks for on one day.</summary>
/// <param name="Household">Whose schedule it is about; null when all guardians share it.</param>
/// <param name="Times">In order, at least one.</param>
internal sealed record Wish(DateOnly Day, Guid? Household, IReadOnlyList<CareTime> Times)
{
    /// <summary>When the first of the times begins; from then on nobody answers.</summary>
    public DateTimeOffset Begins => SchoolTime.Instant(Day, Times[0].From);
}
