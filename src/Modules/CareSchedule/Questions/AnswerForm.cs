using System.Globalization;
using Kapprum.Web.Forms;
using Microsoft.AspNetCore.Http;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// The form in which days of a question are answered: of all children at once, of a week or of a day. What is said of a
/// day goes before the week, and the week before all.
/// </summary>
internal sealed class AnswerForm(IReadOnlyList<AskedChild> children, bool byStaff, IFormCollection? sent)
{
    /// <summary>The days of a week that can be answered.</summary>
    public sealed record Week(DateOnly Monday, IReadOnlyList<AskedChild.OneDay> Days)
    {
        public int Number => ISOWeek.GetWeekOfYear(Monday.ToDateTime(TimeOnly.MinValue));
    }

    /// <summary>A form has only so many fields: of more days it is said in the child's week.</summary>
    private const int MostDays = 190;

    /// <summary>Where each of the days is told what is wrong with it, in the order of the command.</summary>
    private readonly List<List<string>> places = [];

    public IReadOnlyList<AskedChild> Children => children;

    /// <summary>Single days can be answered.</summary>
    public bool HasDays { get; } = children.Sum(child => child.Days.Count) <= MostDays;

    /// <summary>What of all days can be said.</summary>
    public IEnumerable<DayCare> Cares =>
        children.SelectMany(child => child.Days).Any(day => MaySay(day, DayCare.Usual))
            ? [DayCare.None, DayCare.Usual]
            : [DayCare.None];

    /// <summary>Somebody has begun with single weeks or days.</summary>
    public bool IsByWeek =>
        sent?.Any(one =>
            (
                one.Key.StartsWith("Week_", StringComparison.Ordinal)
                || one.Key.StartsWith("Day_", StringComparison.Ordinal)
            )
            && one.Value.ToString() != ""
        )
            is true;

    /// <summary>That a child does not come can be said also when the last day is over.</summary>
    public bool MaySay(AskedChild.OneDay day, DayCare care) =>
        byStaff || day.Phase == QuestionPhase.Open || (day.Phase == QuestionPhase.Over && care == DayCare.None);

    public IEnumerable<Week> Weeks(AskedChild child) =>
        from day in child.Days
        where MaySay(day, DayCare.None)
        group day by Pattern.Monday(day.Date) into week
        select new Week(week.Key, [.. week]);

    /// <summary>Somebody has begun with single days of the week.</summary>
    public bool IsByDay(AskedChild child, Week week) =>
        week.Days.Any(day => Sent(OfDay("Day", child, day)) is { Length: > 0 });

    public static string OfWeek(AskedChild child, Week week) => $"Week_{child.ChildId:n}_{week.Monday:yyyyMMdd}";

    /// <param name="field">Day, From, Until or Was.</param>
    public static string OfDay(string field, AskedChild child, AskedChild.OneDay day) =>
        $"{field}_{child.ChildId:n}_{day.Date:yyyyMMdd}_{Short(day.UnitId)}{Short(day.Household)}";

    public string? Sent(string field) => sent is not null && sent.TryGetValue(field, out var value) ? $"{value}" : null;

    /// <summary>When the child comes, or would come.</summary>
    public static CareTime? Prefilled(AskedChild.OneDay day) =>
        day.Times is [var time, ..] ? time
        : day.Usual is [var usual, ..] ? usual
        : null;

    /// <summary>The same as a field has it.</summary>
    public static string Was(AskedChild.OneDay day) => Prefilled(day) is { } time ? $"{time.From}-{time.Until}" : "-";

    /// <summary>What was sent, as a command; what cannot be read is told at its field.</summary>
    public IReadOnlyList<AnswerQuestion.OfChild> Read(DayCare? all, Problems problems, Texts texts)
    {
        List<AnswerQuestion.OfChild> read = [];
        places.Clear();
        foreach (var child in children)
        {
            List<AnswerQuestion.OfDay> days = [];
            List<string> fields = [];
            foreach (var week in Weeks(child))
            foreach (var day in week.Days)
                if (Of(child, week, day, problems, texts) is { } said)
                {
                    days.Add(said);
                    fields.Add(OfDay(said.Care == DayCare.Times ? "From" : "Day", child, day));
                }

            read.Add(new(child.ChildId, all, days));
            places.Add(fields);
        }

        if (!problems.Any && all is null && read.TrueForAll(child => child.Days is []))
            problems.Add("All", texts["careschedule.question.nothing"]);
        return read;
    }

    private AnswerQuestion.OfDay? Of(AskedChild child, Week week, AskedChild.OneDay day, Problems problems, Texts texts)
    {
        var (from, until) = (Sent(OfDay("From", child, day)), Sent(OfDay("Until", child, day)));
        // What stood there when the form was opened: somebody else may have answered since.
        var was = (Sent(OfDay("Was", child, day)) ?? Was(day)).Split('-');
        var typed = (from is { Length: > 0 } && from != was[0]) || (until is { Length: > 0 } && until != was[^1]);
        var care = Care(Sent(OfDay("Day", child, day))) ?? (typed ? DayCare.Times : Care(Sent(OfWeek(child, week))));
        if (care is null || !MaySay(day, care.Value))
            return null;
        if (care != DayCare.Times)
            return new(day.Date, care.Value, null, day.UnitId, day.Household);
        if (TimeOfDay.TryParse(from, out var begins) && TimeOfDay.TryParse(until, out var ends))
            return new(day.Date, DayCare.Times, [new(begins, ends)], day.UnitId, day.Household);
        problems.Add(OfDay("From", child, day), texts["careschedule.day.half"]);
        return null;
    }

    /// <summary>What the command finds wrong is told at the fields of the day.</summary>
    public void Tell(ValidationException invalid)
    {
        foreach (var error in invalid.Errors)
            if (
                error.PropertyName.Split('[', ']') is ["Children", var child, ".Days", var day, ..]
                && places[Number(child)][Number(day)] is var field
            )
                error.PropertyName = error.PropertyName.EndsWith(".Until", StringComparison.Ordinal)
                    ? field.Replace("From_", "Until_", StringComparison.Ordinal)
                    : field;
            else
                error.PropertyName = "All";

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    public static DayCare? Care(string? sent) => Enum.TryParse<DayCare>(sent, out var care) ? care : null;

    private static string Short(Guid? id) => id is { } some ? $"{some:n}"[^6..] : "";
}
