using Kapprum.Contracts.Days;

namespace Kapprum.CareSchedule;

/// <summary>How far ahead and back the days may be that somebody names.</summary>
internal static class DayRules
{
    public static IRuleBuilderOptions<T, DateOnly> NotTooFar<T>(
        this IRuleBuilder<T, DateOnly> day,
        TimeProvider clock,
        Texts texts,
        int days = IChildDays.Horizon
    ) =>
        day.LessThanOrEqualTo(_ => clock.Today().AddDays(days))
            .WithMessage(_ => texts["careschedule.fault.too-far", ("count", days)]);

    public static IRuleBuilderOptions<T, DateOnly> NotTooLongAgo<T>(
        this IRuleBuilder<T, DateOnly> day,
        TimeProvider clock,
        Texts texts,
        int days = CareWriter.DaysBack
    ) =>
        day.GreaterThanOrEqualTo(_ => clock.Today().AddDays(-days))
            .WithMessage(_ => texts["careschedule.fault.too-long-ago", ("count", days)]);
}
