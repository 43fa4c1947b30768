using System.Globalization;

namespace Kapprum.CareSchedule;

/// <summary>The day and the thing that an address names.</summary>
internal static class CareDays
{
    /// <summary>Today where it cannot be read.</summary>
    public static DateOnly Read(string? day, TimeProvider clock) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
            ? read
            : clock.Today();

    /// <summary>Null where it cannot be read.</summary>
    public static Guid? Id(string? id) => Guid.TryParse(id, out var read) ? read : null;
}
