using Kapprum.Kernel;
using Microsoft.Extensions.Time.Testing;

namespace Kapprum.Tests.Kernel;

public sealed class DateTextTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 24, 11, 12, 30, TimeSpan.Zero));
    private readonly DateText dates;

    public DateTextTests()
    {
        clock.SetLocalTimeZone(SchoolTime.Zone);
        var folder = Directory.CreateTempSubdirectory("kapprum-dates-");
        File.WriteAllText(
            Path.Combine(folder.FullName, "fa.json"),
            """{ "say.date": "{weekday} {day} {month}", "say.time": "{hour}:{minute}" }"""
        );
        dates = new(new Texts([typeof(Texts).Assembly], folder.FullName), clock);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(0, "i dag", "today")]
    [InlineData(1, "i morgon", "tomorrow")]
    [InlineData(-1, "i går", "yesterday")]
    [InlineData(2, "tors 26 nov", "Thu 26 Nov")]
    [InlineData(-7, "tis 17 nov", "Tue 17 Nov")]
    [InlineData(37, "tors 31 dec", "Thu 31 Dec")]
    [InlineData(38, "fre 1 jan 2027", "Fri 1 Jan 2027")]
    [InlineData(-365, "mån 24 nov 2025", "Mon 24 Nov 2025")]
    [InlineData(-366, "23 nov 2025", "23 Nov 2025")]
    [InlineData(-14_620, "14 nov 1986", "14 Nov 1986")]
    public void A_day_is_said_as_people_say_it(int daysAhead, string swedish, string english) =>
        Assert.Equal(
            (swedish, english),
            (dates.Day(Today.AddDays(daysAhead), "sv"), dates.Day(Today.AddDays(daysAhead), "en"))
        );

    [Fact]
    public void Days_are_Gregorian_in_a_language_that_usually_counts_otherwise()
    {
        Assert.Equal("پنجشنبه 26 نوامبر", dates.Day(Today.AddDays(2), "fa"));
        Assert.Equal("26 نوامبر 2026", Today.AddDays(2).ToString("d MMMM yyyy", DateText.Culture("fa")));
        Assert.Equal("7:05", dates.Time(new(7 * 60 + 5), "fa"));
        Assert.Equal("i dag", dates.Day(Today, "fa"));
    }

    [Theory]
    [InlineData("2026-11-24T12:12:00+01:00", "nyss", "just now")]
    [InlineData("2026-11-24T12:11:00+01:00", "kl. 12.11", "at 12:11")]
    [InlineData("2026-11-24T00:00:00+01:00", "kl. 0.00", "at 0:00")]
    [InlineData("2026-11-24T18:00:00+01:00", "kl. 18.00", "at 18:00")]
    [InlineData("2026-11-23T23:59:59+01:00", "i går kl. 23.59", "yesterday at 23:59")]
    [InlineData("2026-10-25T02:30:00+01:00", "sön 25 okt kl. 2.30", "Sun 25 Oct at 2:30")]
    [InlineData("2025-12-31T23:30:00Z", "tors 1 jan kl. 0.30", "Thu 1 Jan at 0:30")]
    public void A_moment_is_said_as_people_say_it(string moment, string swedish, string english)
    {
        var at = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal((swedish, english), (dates.When(at, "sv"), dates.When(at, "en")));
    }

    [Fact]
    public void A_part_of_a_day_is_said_from_until() =>
        Assert.Equal(
            ("8.15–24.00", "8:15–24:00"),
            (
                dates.Times(new(8 * 60 + 15), TimeOfDay.EndOfDay, "sv"),
                dates.Times(new(8 * 60 + 15), TimeOfDay.EndOfDay, "en")
            )
        );
}
