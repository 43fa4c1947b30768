using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>A day at a placement that guardians are asked about, by one question or by several.</summary>
internal sealed record AskedDay
{
    /// <summary>
    /// Who comes later than others is asked as early as times can be entered at all, and has until two weeks before.
    /// </summary>
    private const int DaysOfNewcomer = 14;

    private readonly DayAnswer? answer;
    private readonly DayChange? change;

    /// <param name="today">By which it is judged what can still be answered.</param>
    /// <param name="questions">At least one.</param>
    public AskedDay(
        CarePlacement placement,
        DateOnly today,
        IReadOnlyList<Question> questions,
        DayAnswer? answer,
        DayChange? change
    )
    {
        (Questions, this.answer, this.change) = (questions, answer, change);
        Opens = Later(questions.Min(one => one.OpensOn), placement.StartsOn.AddDays(-CareWriter.DaysAhead));
        LastDay = questions.Max(one => LastDayOf(one, placement.StartsOn));
        Phase =
            today < Opens ? QuestionPhase.NotYet
            : today <= LastDay ? QuestionPhase.Open
            : QuestionPhase.Over;
    }

    public IReadOnlyList<Question> Questions { get; }

    /// <summary>From when guardians answer.</summary>
    public DateOnly Opens { get; }

    /// <summary>On which they answer last.</summary>
    public DateOnly LastDay { get; }
    public QuestionPhase Phase { get; }

    /// <summary>What the answer is, unless something was said of the day later.</summary>
    public DayAnswer? Answer => change is not null && ChangeCounts ? null : answer;

    /// <summary>What was said of the day since it is asked about, later than any answer.</summary>
    public DayChange? Change => ChangeCounts ? change : null;

    /// <summary>What was said of it before it was asked about: it stands beneath, and answers nothing.</summary>
    public DayChange? Before => change is { } said && !IsSince(said) ? said : null;

    public bool IsAnswered => Answer is not null || Change is not null;

    /// <summary>What was answered; null while nothing is.</summary>
    public DayCare? Care =>
        Change is { } said
            ? said.Times is []
                ? DayCare.None
                : DayCare.Times
            : Answer?.Care;

    public bool ByStaff => Change?.ByStaff ?? Answer?.ByStaff ?? false;

    /// <summary>What the day counts as when nobody has answered in time.</summary>
    public ForUnanswered ForUnanswered => Questions.MaxBy(one => one.LastDay)!.ForUnanswered;

    private bool ChangeCounts =>
        change is not null && IsSince(change) && (answer is null || change.ChangedAt > answer.AnsweredAt);

    /// <summary>Guardians answer when it is open; staff know what they do from when it is asked.</summary>
    private bool IsSince(DayChange said) =>
        said.ChangedAt >= Questions.Min(one => said.ByStaff ? one.AskedAt : one.Since);

    private static DateOnly LastDayOf(Question question, DateOnly placed) =>
        placed > question.LastDay ? Later(question.LastDay, placed.AddDays(-DaysOfNewcomer)) : question.LastDay;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}

/// <summary>What guardians can do about a day that is asked about.</summary>
internal enum QuestionPhase
{
    /// <summary>It is asked later.</summary>
    NotYet,

    /// <summary>They answer.</summary>
    Open,

    /// <summary>The last day is over.</summary>
    Over,
}
