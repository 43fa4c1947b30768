using FluentValidation.Results;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>What is wrong with times that somebody gives, each fault with its field and what would be right.</summary>
internal sealed class CareFaults(Texts texts, DateText dates)
{
    private const int Shortest = 15;

    private readonly List<ValidationFailure> all = [];

    public bool Any => all.Count > 0;

    /// <summary>What is wrong first with a day, by its field; null when nothing is.</summary>
    public string? Of(string field) =>
        all.Find(fault => fault.PropertyName.StartsWith(field, StringComparison.Ordinal))?.ErrorMessage;

    public void Add(string field, string code, string message) => all.Add(new(field, message) { ErrorCode = code });

    /// <summary>Refuses all of it at once, with each fault.</summary>
    public void Refuse()
    {
        if (Any)
            throw new ValidationException(all);
    }

    /// <summary>What the times of a day must be by themselves.</summary>
    /// <param name="field">The day's field.</param>
    public void Shape(string field, IReadOnlyList<CareTime> times, TimeStep step)
    {
        var minutes = step == TimeStep.QuarterHours ? 15 : 5;
        if (times.Count > CareTime.Most)
            Add(field, "too-many-times", texts["careschedule.fault.too-many", ("count", CareTime.Most)]);
        foreach (var (at, time) in times.Index())
        {
            if (time.From.Minutes % minutes != 0)
                Add($"{field}.Times[{at}].From", "time-step", texts["careschedule.fault.step", ("count", minutes)]);
            if (time.Until.Minutes % minutes != 0)
                Add($"{field}.Times[{at}].Until", "time-step", texts["careschedule.fault.step", ("count", minutes)]);
            if (time.From == TimeOfDay.EndOfDay)
                Add($"{field}.Times[{at}].From", "time-step", texts["careschedule.fault.begins-at-midnight"]);
            else if (time.Minutes < Shortest)
                Add(
                    $"{field}.Times[{at}].Until",
                    "too-short",
                    texts["careschedule.fault.too-short", ("count", Shortest)]
                );
            if (times.Take(at).Any(other => other.From.Minutes < time.Ends && time.From.Minutes < other.Ends))
                Add($"{field}.Times[{at}].From", "times-overlap", texts["careschedule.fault.overlap"]);
        }
    }

    /// <summary>A night of the day before, or the day itself, goes on into what comes after.</summary>
    public void Overlap(string field, DateOnly day) =>
        Add(field, "times-overlap", texts["careschedule.fault.overlap-night", ("day", dates.Date(day))]);

    /// <summary>No night before a day goes on into its times, and none of its own into the day after.</summary>
    /// <param name="before">The day before, at the same place.</param>
    /// <param name="after">The day after.</param>
    public void Nights(
        string field,
        DateOnly day,
        IReadOnlyList<CareTime> times,
        PlannedCare? before,
        PlannedCare? after
    )
    {
        if (before?.Times.Max(time => (int?)time.Ends) - 24 * 60 > times.Min(time => (int?)time.From.Minutes))
            Overlap(field, day.AddDays(-1));
        if (times.Max(time => (int?)time.Ends) - 24 * 60 > after?.Times.Min(time => (int?)time.From.Minutes))
            Overlap(field, day.AddDays(1));
    }

    /// <summary>The same in a pattern.</summary>
    public void OverlapOfDays(string field) => Add(field, "times-overlap", texts["careschedule.fault.overlap-of-days"]);

    public void Closed(string field, string? why, string day) =>
        Add(
            field,
            "closed",
            why is null
                ? texts["careschedule.fault.closed", ("day", day)]
                : texts["careschedule.fault.closed-because", ("day", day), ("reason", why)]
        );

    /// <summary>A time lies where the unit is open: all night when it goes over midnight.</summary>
    /// <param name="open">On the day it begins.</param>
    /// <param name="next">On the day after.</param>
    public void Hours(
        string field,
        CareTime time,
        IReadOnlyList<(TimeOfDay From, TimeOfDay Until)> open,
        IReadOnlyList<(TimeOfDay From, TimeOfDay Until)> next
    )
    {
        if (Fits(time, open, next))
            return;

        var begun = open.FirstOrDefault(hours => hours.From <= time.From && time.From < hours.Until);
        if (begun == default)
        {
            var opens = open.FirstOrDefault(hours => hours.From > time.From);
            Add(
                $"{field}.From",
                "outside-hours",
                opens == default ? Open(open) : texts["careschedule.fault.opens", ("time", dates.Time(opens.From))]
            );
            // It may end too late as well.
            begun = opens;
        }

        if (begun == default)
            return;
        if (time.NextDay && begun.Until == TimeOfDay.EndOfDay)
        {
            var morning = next.FirstOrDefault(hours => hours.From == TimeOfDay.Midnight);
            if (morning == default)
                Add($"{field}.Until", "outside-hours", Closes(TimeOfDay.EndOfDay));
            else if (morning.Until < time.Until)
                Add($"{field}.Until", "outside-hours", Closes(morning.Until));
        }
        else if (time.Ends > begun.Until.Minutes)
            Add($"{field}.Until", "outside-hours", Closes(begun.Until));
    }

    /// <summary>A child of offered time comes within the slots of the weekday.</summary>
    /// <param name="slots">The unit's; none when it has none.</param>
    public void Within(string field, CareTime time, int weekday, IReadOnlyList<Slots.Slot> slots)
    {
        if (
            slots is []
            || slots.Any(slot => slot.Weekday == weekday && slot.From <= time.From && time.Ends <= slot.Until.Minutes)
        )
            return;
        Add(
            $"{field}.From",
            "outside-slots",
            texts[
                "careschedule.fault.slots",
                (
                    "times",
                    string.Join(
                        ", ",
                        slots.Select(slot => $"{DateText.Weekday(slot.Weekday)} {dates.Times(slot.From, slot.Until)}")
                    )
                )
            ]
        );
    }

    /// <summary>Whether the unit is open all the time.</summary>
    public static bool Fits(
        CareTime time,
        IReadOnlyList<(TimeOfDay From, TimeOfDay Until)> open,
        IReadOnlyList<(TimeOfDay From, TimeOfDay Until)> next
    ) => DayPlan.Within(time.Evening, open) && (time.Morning is not { } morning || DayPlan.Within(morning, next));

    /// <summary>A week is at most as long as the child has a right to.</summary>
    public void Cap(string field, int minutes, int cap) =>
        Add(
            field,
            "above-cap",
            texts[
                "careschedule.fault.above-cap",
                ("sum", CareText.Length(texts, minutes)),
                ("cap", CareText.Length(texts, cap)),
                ("over", CareText.Length(texts, minutes - cap))
            ]
        );

    /// <summary>
    /// A week of one home's days at one place is at most as long as the child has a right to. What was longer already
    /// may become shorter.
    /// </summary>
    /// <param name="monday">The week's; the night of its Sunday counts in the week after as well.</param>
    /// <param name="cap">In minutes; null without a limit.</param>
    public void Cap(
        string field,
        (Guid UnitId, Guid? Household) place,
        DateOnly monday,
        int? cap,
        ChildFacts before,
        ChildFacts after
    )
    {
        if (cap is not { } most)
            return;
        foreach (var week in new[] { monday, monday.AddDays(7) })
            if (
                DayChanges.Sum(after, place.UnitId, place.Household, week) is var minutes
                && minutes > most
                && minutes > DayChanges.Sum(before, place.UnitId, place.Household, week)
            )
                Cap(field, minutes, most);
    }

    public void NoPlacement(string field, DateOnly day, DateOnly? starts) =>
        Add(
            field,
            "no-placement",
            starts is { } first
                ? texts["careschedule.fault.no-placement-yet", ("day", dates.Date(day)), ("first", dates.Date(first))]
                : texts["careschedule.fault.no-placement", ("day", dates.Date(day))]
        );

    public void NotYet(string field, CarePlacement placement) =>
        Add(
            field,
            "not-yet",
            texts["careschedule.fault.not-yet", ("day", dates.Date(placement.StartsOn.AddDays(-CareWriter.DaysAhead)))]
        );

    private string Closes(TimeOfDay time) => texts["careschedule.fault.closes", ("time", dates.Time(time))];

    private string Open(IEnumerable<(TimeOfDay From, TimeOfDay Until)> open) =>
        texts[
            "careschedule.fault.open",
            ("times", string.Join(", ", open.Select(hours => dates.Times(hours.From, hours.Until))))
        ];
}
