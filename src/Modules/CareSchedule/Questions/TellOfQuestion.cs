using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// When a question can be answered, the guardians are told who have not; as it stands then: when it opens later after
/// all, another event says so.
/// </summary>
internal sealed class TellOfQuestion(
    AskedDays asked,
    UnansweredDays unanswered,
    ICarePlacements placements,
    Outbox outbox,
    TimeProvider clock
) : IEventHandler<QuestionOpened>
{
    private const int PeopleAtOnce = 500;

    public async Task Handle(IReadOnlyList<QuestionOpened> happened, CancellationToken ct)
    {
        var today = clock.Today();
        foreach (var id in happened.Select(one => one.QuestionId).Distinct())
        {
            if (await asked.Question(id, ct) is not { } question || question.OpensOn > today)
                continue;
            var children = await placements.Children(question.StartsOn, question.EndsOn, ct);
            var left = await unanswered.Of(question, question.Units.SelectMany(unit => children[unit]), today, ct);
            foreach (var people in left.Select(one => one.PersonId).Distinct().Chunk(PeopleAtOnce))
                outbox.Publish(QuestionNotices.To(people, id));
        }
    }
}
