using Kapprum.Web.Forms;

namespace Kapprum.CareSchedule;

/// <summary>Reads the three lines of times that a form about one day has, and tells what is wrong there.</summary>
internal static class DayTimes
{
    /// <summary>The times that are given; the first at least has to be, and none by half.</summary>
    public static IReadOnlyList<CareTime> Read(
        Problems problems,
        Texts texts,
        params IReadOnlyList<(string? From, string? Until, string Name)> lines
    )
    {
        List<CareTime> times = [];
        foreach (var (from, until, name) in lines)
            if (TimeOfDay.TryParse(from, out var begins) && TimeOfDay.TryParse(until, out var ends))
                times.Add(new(begins, ends));
            else if (name == lines[0].Name || !string.IsNullOrEmpty(from) || !string.IsNullOrEmpty(until))
                problems.Add(name, texts["careschedule.day.half"]);
        return times;
    }

    /// <summary>What a command says of the day's times is told at the fields of their line.</summary>
    public static void Tell(ValidationException invalid)
    {
        foreach (var error in invalid.Errors)
        {
            var field = error.PropertyName[(error.PropertyName.LastIndexOf('.') + 1)..];
            if (field == "Reason")
                continue;
            var line =
                error.PropertyName.Contains("Times[1]", StringComparison.Ordinal) ? "2"
                : error.PropertyName.Contains("Times[2]", StringComparison.Ordinal) ? "3"
                : "";
            error.PropertyName = (field is "From" or "Until" ? field : "From") + line;
        }
    }
}
