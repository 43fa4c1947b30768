namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// Tells both homes when days that were answered have changed hands: an answer is of the home that had the day.
/// </summary>
internal sealed class TurnedAnswers(AskedDays asked, CareFacts facts, Outbox outbox, TimeProvider clock)
{
    /// <summary>Looks at what is so after the change.</summary>
    /// <param name="from">The first day that may have changed hands.</param>
    /// <param name="until">The last; null when all later days may have.</param>
    public async Task Tell(Guid childId, DateOnly from, DateOnly? until, CancellationToken ct)
    {
        var questions = (await asked.NotOver([childId], clock.Today(), ct))
            .Where(one => one.EndsOn >= from && one.StartsOn <= (until ?? one.StartsOn))
            .ToList();
        if (questions is [])
            return;

        var child = (
            await facts.Of(
                [childId],
                until is null ? questions.Min(one => one.StartsOn) : from,
                until ?? questions.Max(one => one.EndsOn),
                ct
            )
        )[childId];
        foreach (var question in questions)
            if (
                AskedDays
                    .Of(child, question)
                    .Any(care =>
                        care.Placement.Day is var day
                        && day >= from
                        && day <= (until ?? day)
                        && care.Asked is { IsAnswered: false, Phase: not QuestionPhase.NotYet }
                        && child
                            .Questions.Answers[day]
                            .Any(answer => answer.UnitId == care.Placement.UnitId && answer.Household != care.Household)
                    )
            )
                outbox.Publish(QuestionNotices.Of(QuestionNotices.Turned, question.Id, childId, by: null));
    }
}
