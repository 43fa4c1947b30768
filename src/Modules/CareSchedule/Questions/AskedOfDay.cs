namespace Kapprum.CareSchedule.Questions;

/// <summary>What guardians are asked about a day, and what was answered.</summary>
/// <param name="Id">The question's; of several the one that can be answered longest.</param>
/// <param name="OpensOn">From when they answer.</param>
/// <param name="LastDay">On which they answer last.</param>
/// <param name="Care">Null while nobody has answered.</param>
/// <param name="ByStaff">Staff have answered in the guardians' place.</param>
internal sealed record AskedOfDay(
    Guid Id,
    string Name,
    QuestionPhase Phase,
    DateOnly OpensOn,
    DateOnly LastDay,
    DayCare? Care,
    bool ByStaff
)
{
    public static AskedOfDay? Of(AskedDay? asked) =>
        asked?.Questions.MaxBy(question => question.LastDay) is { } question
            ? new(question.Id, question.Name, asked.Phase, asked.Opens, asked.LastDay, asked.Care, asked.ByStaff)
            : null;
}
