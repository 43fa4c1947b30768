using System.Text.Json;
using CsCheck;
using Dapper;
using Kapprum.Kernel;
using Kapprum.Support;

namespace Kapprum.Tests.Kernel;

public sealed class SchoolTimeTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly Gen<DateOnly> Day = Gen.Int[0, 36_524]
        .Select(days => new DateOnly(2000, 1, 1).AddDays(days));
    private static readonly Gen<TimeOfDay> Time = Gen.Int[0, 24 * 60].Select(minutes => new TimeOfDay(minutes));

    // The last Sundays of March and October.
    private static readonly Gen<DateOnly> ChangeDay = Gen.Select(
            Gen.Int[2000, 2099],
            Gen.Bool.Select(spring => spring ? 3 : 10)
        )
        .Select((year, month) => new DateOnly(year, month, 31) is var last ? last.AddDays(-(int)last.DayOfWeek) : last);

    [Fact]
    public void An_instant_is_the_local_time_it_was_made_from_but_in_the_spring_gap_where_it_is_the_end_of_the_gap() =>
        Gen.Select(Gen.OneOf(Day, ChangeDay), Time)
            .Sample(
                (day, time) =>
                {
                    var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(time.Minutes);
                    var expected = SchoolTime.Zone.IsInvalidTime(local) ? day.ToDateTime(new TimeOnly(3, 0)) : local;
                    return TimeZoneInfo.ConvertTime(SchoolTime.Instant(day, time), SchoolTime.Zone).DateTime
                        == expected;
                }
            );

    [Fact]
    public void Later_times_of_a_day_are_never_earlier_instants() =>
        Gen.Select(Gen.OneOf(Day, ChangeDay), Time, Time)
            .Sample(
                (day, a, b) =>
                    a.CompareTo(b) <= 0 == (SchoolTime.Instant(day, a) <= SchoolTime.Instant(day, b))
                    || SchoolTime.Instant(day, a) == SchoolTime.Instant(day, b)
            );

    [Fact]
    public void The_end_of_a_day_is_the_beginning_of_the_next() =>
        Gen.OneOf(Day, ChangeDay)
            .Sample(day =>
                SchoolTime.Instant(day, TimeOfDay.EndOfDay) == SchoolTime.Instant(day.AddDays(1), TimeOfDay.Midnight)
            );

    [Theory]
    [InlineData("2026-03-29", "02:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29", "02:59", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29", "03:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25", "01:59", "2026-10-24T23:59:00Z")]
    [InlineData("2026-10-25", "02:00", "2026-10-25T00:00:00Z")]
    [InlineData("2026-10-25", "02:59", "2026-10-25T00:59:00Z")]
    [InlineData("2026-10-25", "03:00", "2026-10-25T02:00:00Z")]
    public void The_nights_when_the_clocks_change_are_as_the_documentation_says(string day, string time, string instant)
    {
        var at = SchoolTime.Instant(
            DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture),
            TimeOfDay.Parse(time)
        );

        Assert.Equal(instant, at.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(TimeSpan.Zero, at.Offset);
    }

    [Fact]
    public void A_time_of_day_comes_back_from_its_text_and_its_json_and_sorts_as_its_text_does() =>
        Gen.Select(Time, Time)
            .Sample(
                (a, b) =>
                    TimeOfDay.Parse(a.ToString()) == a
                    && JsonSerializer.Deserialize<TimeOfDay>(JsonSerializer.Serialize(a)) == a
                    && Math.Sign(a.CompareTo(b)) == Math.Sign(string.CompareOrdinal(a.ToString(), b.ToString()))
            );

    [Theory]
    [
        InlineData("24:01"),
        InlineData("25:00"),
        InlineData("12:60"),
        InlineData("-1:00"),
        InlineData("12"),
        InlineData("12:00:01"),
        InlineData("")
    ]
    [InlineData("12.30"), InlineData(null)]
    public void What_is_no_time_of_day_is_refused(string? text) => Assert.False(TimeOfDay.TryParse(text, out _));

    [Fact]
    public async Task A_time_of_day_comes_back_from_the_database()
    {
        await using var db = await shared.App.Connection();
        var all = Enumerable.Range(0, 24 * 60 + 1).Select(minutes => new TimeOfDay(minutes)).ToArray();

        Assert.Equal(
            all,
            await db.QueryAsync<TimeOfDay>(
                "select (m * interval '1 minute')::kernel.time_of_day from generate_series(0, 1440) m order by m"
            )
        );
        Assert.True(
            await db.ExecuteScalarAsync<bool>(
                "select @End::kernel.time_of_day = '24:00'",
                new { End = TimeOfDay.EndOfDay }
            )
        );
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => db.ExecuteAsync("select '24:01'::kernel.time_of_day"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            db.ExecuteAsync("select '12:00:01'::kernel.time_of_day")
        );
    }
}
