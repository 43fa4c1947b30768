using System.Collections.Concurrent;
using System.Globalization;

namespace Kapprum.Kernel;

/// <summary>
/// Days and times as people say them: "i morgon", "tis 24 nov", "i går kl. 18.00". The words and their order are texts
/// (<c>say.…</c>), the names of weekdays and months come from the language's culture, and the calendar is always the
/// Gregorian. The language is the request's unless given.
/// </summary>
public sealed class DateText(Texts texts, TimeProvider clock)
{
    private static readonly ConcurrentDictionary<string, CultureInfo> Cultures = new();

    /// <summary>The language of the request.</summary>
    public static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    /// <summary>
    /// The culture of a language, counting in the Gregorian calendar also where another one is usual.
    /// </summary>
    public static CultureInfo Culture(string language) =>
        Cultures.GetOrAdd(
            language,
            _ =>
            {
                var culture = (CultureInfo)CultureInfo.GetCultureInfo(language).Clone();
                culture.DateTimeFormat.Calendar = culture.OptionalCalendars.OfType<GregorianCalendar>().First();
                return CultureInfo.ReadOnly(culture);
            }
        );

    /// <summary>"i dag", "i morgon", "i går"; any other day as <see cref="Date"/> says it.</summary>
    public string Day(DateOnly day, string? language = null) =>
        (day.DayNumber - clock.Today().DayNumber) switch
        {
            0 => Text(language, "say.today"),
            1 => Text(language, "say.tomorrow"),
            -1 => Text(language, "say.yesterday"),
            _ => Date(day, language),
        };

    /// <summary>
    /// "tis 24 nov"; with the year when it is not this one, and without the weekday when it is more than a year ago, as
    /// a day of birth.
    /// </summary>
    public string Date(DateOnly day, string? language = null)
    {
        var (names, today) = (Culture(language ?? Language).DateTimeFormat, clock.Today());
        return Text(
            language,
            day < today.AddYears(-1) ? "say.date-long-ago"
                : day.Year == today.Year ? "say.date"
                : "say.date-with-year",
            ("weekday", Weekday((int)day.DayOfWeek, language)),
            ("day", day.Day),
            ("month", names.AbbreviatedMonthGenitiveNames[day.Month - 1].TrimEnd('.')),
            ("year", day.Year.ToString(CultureInfo.InvariantCulture))
        );
    }

    /// <summary>"fredag 27 november", where a day stands alone; with the year when it is not this one.</summary>
    public string LongDate(DateOnly day, string? language = null)
    {
        var names = Culture(language ?? Language).DateTimeFormat;
        return Text(
            language,
            day.Year == clock.Today().Year ? "say.date" : "say.date-with-year",
            ("weekday", names.DayNames[(int)day.DayOfWeek]),
            ("day", day.Day),
            ("month", names.MonthGenitiveNames[day.Month - 1]),
            ("year", day.Year.ToString(CultureInfo.InvariantCulture))
        );
    }

    /// <summary>
    /// "i dag, fredag 27 november", for what is read some other day; without the word for a day that has none.
    /// </summary>
    public string DayAndDate(DateOnly day, string? language = null) =>
        Math.Abs(day.DayNumber - clock.Today().DayNumber) > 1
            ? LongDate(day, language)
            : Text(language, "say.day-and-date", ("day", Day(day, language)), ("date", LongDate(day, language)));

    /// <summary>"mån" for 1, "sön" for 7.</summary>
    public static string Weekday(int weekday, string? language = null) =>
        Culture(language ?? Language).DateTimeFormat.AbbreviatedDayNames[weekday % 7].TrimEnd('.');

    /// <summary>"7.12"; the end of a day is "24.00".</summary>
    public string Time(TimeOfDay time, string? language = null) =>
        Text(language, "say.time", ("hour", time.Minutes / 60), ("minute", $"{time.Minutes % 60:00}"));

    /// <summary>"7.12–11.30".</summary>
    public string Times(TimeOfDay from, TimeOfDay until, string? language = null) =>
        Text(language, "say.times", ("from", Time(from, language)), ("until", Time(until, language)));

    /// <summary>
    /// A moment in school time: "nyss" in its first minute, "kl. 7.12" today, "i går kl. 18.00", "tis 24 nov kl.
    /// 18.00".
    /// </summary>
    public string When(DateTimeOffset moment, string? language = null)
    {
        if (clock.GetUtcNow() - moment is { Ticks: >= 0, TotalMinutes: < 1 })
            return Text(language, "say.just-now");

        var (day, time) = (SchoolTime.Day(moment), SchoolTime.Time(moment));
        return day == clock.Today()
            ? Text(language, "say.at", ("time", Time(time, language)))
            : DayAt(moment, language);
    }

    /// <summary>"i dag kl. 7.12", "i går kl. 18.00": a moment that stands alone.</summary>
    public string DayAt(DateTimeOffset moment, string? language = null)
    {
        var (day, time) = (SchoolTime.Day(moment), SchoolTime.Time(moment));
        return Text(language, "say.day-at", ("day", Day(day, language)), ("time", Time(time, language)));
    }

    private string Text(string? language, string key, params (string, object)[] with) =>
        texts.In(language ?? Language, key, with);
}
