using System.Text.Json.Serialization;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>How many adults are planned from when to when.</summary>
/// <param name="Until">When not after <paramref name="From"/>, it is on the day after. 00:00 is 24:00 here.</param>
/// <param name="Adults">1 to 99.</param>
/// <param name="GroupId">The group they are with; null when they are there for all groups.</param>
internal sealed record Shift(TimeOfDay From, TimeOfDay Until, int Adults, Guid? GroupId = null)
{
    /// <summary>How many a day may have.</summary>
    public const int Most = 60;

    [JsonIgnore]
    public CareTime Time => new(From, Until);

    public sealed class Validator : AbstractValidator<Shift>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.From)
                .Must(from => from.Minutes % 5 == 0 && from != TimeOfDay.EndOfDay)
                .WithErrorCode("time-step")
                .WithMessage(_ => texts["careschedule.fault.step", ("count", 5)]);
            RuleFor(x => x.Until)
                .Must(until => until.Minutes % 5 == 0)
                .WithErrorCode("time-step")
                .WithMessage(_ => texts["careschedule.fault.step", ("count", 5)]);
            RuleFor(x => x.Until)
                .Must((shift, until) => until != shift.From)
                .WithErrorCode("too-short")
                .WithMessage(_ => texts["careschedule.staffing.fault.empty"]);
            RuleFor(x => x.Adults).InclusiveBetween(1, 99);
        }
    }
}

/// <summary>Adults who are planned on one day; a night is two of them, on two days.</summary>
internal sealed record PlannedAdults(Guid? GroupId, TimeOfDay From, TimeOfDay Until, int Number);

/// <summary>What adults are planned at a unit.</summary>
/// <param name="Version">Changes with each change of it; 0 while nobody has said anything.</param>
/// <param name="Usual">By weekday; 1 is Monday.</param>
/// <param name="Days">The dates on which it is otherwise.</param>
internal sealed record PlannedShifts(
    int Version,
    ILookup<int, Shift> Usual,
    IReadOnlyDictionary<DateOnly, IReadOnlyList<Shift>> Days
)
{
    public IReadOnlyList<Shift> On(DateOnly day) => Days.GetValueOrDefault(day) ?? [.. Usual[Pattern.Weekday(day)]];

    /// <summary>Who is there on a day; null while nobody has said who is there at all.</summary>
    public IReadOnlyList<PlannedAdults>? Adults(DateOnly day) =>
        Usual.Count == 0 && !Days.ContainsKey(day) && !Days.ContainsKey(day.AddDays(-1))
            ? null
            :
            [
                .. from shift in On(day)
                select new PlannedAdults(
                    shift.GroupId,
                    shift.Time.Evening.From,
                    shift.Time.Evening.Until,
                    shift.Adults
                ),
                .. from shift in On(day.AddDays(-1))
                where shift.Time.NextDay
                select new PlannedAdults(shift.GroupId, TimeOfDay.Midnight, shift.Until, shift.Adults),
            ];
}
