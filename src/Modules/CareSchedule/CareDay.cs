using Kapprum.Contracts.Days;

namespace Kapprum.CareSchedule;

/// <summary>A day and when a child comes on it.</summary>
/// <param name="Times">
/// At most three, apart; none when the child is off. One that ends when or before it begins ends the day after.
/// </param>
internal sealed record CareDay(DateOnly Date, IReadOnlyList<CareTime> Times)
{
    /// <summary>How many of them are said at a time.</summary>
    public const int Most = 62;

    public static bool AreSome(IReadOnlyList<CareDay> days) =>
        days.Count is > 0 and <= Most && days.DistinctBy(day => day.Date).Count() == days.Count;

    public sealed class Validator : AbstractValidator<CareDay>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Date).NotTooLongAgo(clock, texts);
            RuleFor(x => x.Date).NotTooFar(clock, texts);
            RuleFor(x => x.Times).Must(times => times.Count <= 50);
        }
    }
}
