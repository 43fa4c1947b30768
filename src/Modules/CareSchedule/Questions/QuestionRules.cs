using Kapprum.Contracts.Days;

namespace Kapprum.CareSchedule.Questions;

/// <summary>What the days of a question must be.</summary>
internal static class QuestionRules
{
    private const int MostDays = 100;

    /// <summary>For so many days at least guardians can answer about a closing day.</summary>
    public const int DaysToAnswer = 3;

    /// <summary>On which it is answered last about a closing day, unless somebody says otherwise.</summary>
    /// <param name="before">How many days before it.</param>
    public static DateOnly LastDay(DateOnly closingDay, DateOnly opens, int before)
    {
        var (usual, earliest) = (closingDay.AddDays(-before), opens.AddDays(DaysToAnswer));
        return usual > earliest ? usual : earliest;
    }

    public static IRuleBuilderOptions<T, DateOnly> Begins<T>(
        this IRuleBuilder<T, DateOnly> day,
        TimeProvider clock,
        Texts texts
    ) =>
        day.Must(starts => starts > clock.Today() && starts <= clock.Today().AddDays(IChildDays.Horizon))
            .WithMessage(_ => texts["careschedule.question.fault.starts", ("count", IChildDays.Horizon)]);

    public static IRuleBuilderOptions<T, DateOnly> Ends<T>(
        this IRuleBuilder<T, DateOnly> day,
        Func<T, DateOnly> starts,
        TimeProvider clock,
        Texts texts
    ) =>
        day.Must(
                (question, ends) =>
                    ends >= starts(question)
                    && ends < starts(question).AddDays(MostDays)
                    && ends <= clock.Today().AddDays(IChildDays.Horizon)
            )
            .WithMessage(_ => texts["careschedule.question.fault.ends", ("count", MostDays)]);

    public static IRuleBuilderOptions<T, DateOnly> IsLast<T>(
        this IRuleBuilder<T, DateOnly> day,
        Func<T, DateOnly> opens,
        Func<T, DateOnly> starts,
        Texts texts
    ) =>
        day.Must((question, last) => last >= opens(question) && last < starts(question))
            .WithMessage(_ => texts["careschedule.question.fault.last-day"]);
}
