namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// Says why a guardian may not change a day that is asked about; null when he or she may, as far as it goes by that.
/// </summary>
internal static class QuestionLocks
{
    /// <summary>
    /// When the last day is over, the times of a day on which the child comes are as those of any other day; that it
    /// comes after all is asked for.
    /// </summary>
    public static bool IsClosed(PlannedCare care) =>
        care is { Asked.Phase: QuestionPhase.Over, State: not (CareState.Times or CareState.NoSchedule) };

    /// <summary>The instant from which guardians answer no more.</summary>
    public static DateTimeOffset Closes(AskedDay asked) => SchoolTime.Midnight(asked.LastDay.AddDays(1));

    /// <param name="times">None when the child does not come, which is always good to know.</param>
    public static QuestionPhase? WhyNot(PlannedCare? care, IReadOnlyList<CareTime>? times) =>
        care?.Asked is not { } asked ? null
        : asked.Phase == QuestionPhase.NotYet ? QuestionPhase.NotYet
        : times is not [] && IsClosed(care) ? QuestionPhase.Over
        : null;

    public static Refusal? WhyNot(PlannedCare? care, IReadOnlyList<CareTime>? times, DateText dates) =>
        WhyNot(care, times) == QuestionPhase.Over ? Closed(care!.Asked!, dates) : WhyNotYet(care, dates);

    public static Refusal? WhyNotYet(PlannedCare? care, DateText dates) =>
        care?.Asked is { Phase: QuestionPhase.NotYet } asked ? NotYet(asked, dates) : null;

    public static Refusal NotYet(AskedDay asked, DateText dates) =>
        Refusal.Conflict(
            "careschedule/not-asked-yet",
            ("opensOn", $"{asked.Opens:yyyy-MM-dd}"),
            ("opens", dates.Date(asked.Opens))
        );

    public static Refusal Closed(AskedDay asked, DateText dates) =>
        Refusal.Conflict(
            "careschedule/question-closed",
            ("lastDay", $"{asked.LastDay:yyyy-MM-dd}"),
            ("last", dates.Date(asked.LastDay))
        );
}
