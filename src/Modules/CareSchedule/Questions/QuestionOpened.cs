namespace Kapprum.CareSchedule.Questions;

/// <summary>Guardians can answer a question, or there are more days to answer.</summary>
[Event("careschedule/question-opened")]
internal sealed record QuestionOpened(Guid QuestionId) : IEvent;
