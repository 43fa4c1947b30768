using Kapprum.Contracts.Accounts;
using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// Reminds guardians every evening of the last week of days that they can still answer; of all children and questions
/// in one mail.
/// </summary>
internal sealed class QuestionReminders(
    AskedDays asked,
    UnansweredDays unanswered,
    ICarePlacements placements,
    IAudience audience,
    IKnownChildren children,
    IAccounts accounts,
    ISettings settings,
    Texts texts,
    DateText dates,
    TimeProvider clock
) : IReminders
{
    public string Kind => "care-question-unanswered";

    public async Task<IReadOnlyList<Guid>> DueTonight(DateOnly today, CancellationToken ct)
    {
        var within = await settings.Get(QuestionSettings.RemindDays, ct);
        var people = new HashSet<Guid>();
        if (within == 0)
            return [];
        foreach (var question in await Open(today, within, ct))
        {
            var placed = await placements.Children(question.StartsOn, question.EndsOn, ct);
            var some = question.Units.SelectMany(unit => placed[unit]);
            if (question.LastDay < today)
            {
                // Only who has come since has longer.
                var before = await placements.Children(question.LastDay, question.LastDay, ct);
                some = some.Except(question.Units.SelectMany(unit => before[unit]));
            }

            people.UnionWith((await unanswered.Of(question, some, today, ct, within)).Select(one => one.PersonId));
        }

        return [.. people];
    }

    public async Task<IReadOnlyDictionary<Guid, ReminderText>> Write(
        IReadOnlyList<Guid> personIds,
        CancellationToken ct
    )
    {
        var today = clock.Today();
        var within = await settings.Get(QuestionSettings.RemindDays, ct);
        var own = (await audience.ChildrenOf(personIds, ct)).Select(pair => pair.ChildId).ToHashSet();
        var reachable = await accounts.Of([.. personIds], ct);
        List<UnansweredDays.Left> left = [];
        foreach (var question in await Open(today, within, ct))
            left.AddRange(
                (await unanswered.Of(question, own, today, ct, within)).Where(one =>
                    reachable.GetValueOrDefault(one.PersonId) is { Activated: true }
                )
            );
        var known = await children.Of([.. left.Select(one => new ChildPerson(one.ChildId, one.PersonId))], ct);
        return left.GroupBy(one => one.PersonId)
            .ToDictionary(
                ofPerson => ofPerson.Key,
                ofPerson => Text([.. ofPerson], reachable[ofPerson.Key].Language, known)
            );
    }

    private async Task<IEnumerable<Question>> Open(DateOnly today, int within, CancellationToken ct) =>
        (await asked.NotOver(today, ct)).Where(question =>
            question.OpensOn <= today && question.LastDay.DayNumber - today.DayNumber <= within
        );

    private ReminderText Text(
        List<UnansweredDays.Left> all,
        string language,
        IReadOnlyDictionary<ChildPerson, KnownChild> known
    )
    {
        List<string> paragraphs = [];
        // Of a day that two questions are about one is enough.
        var said = new HashSet<(Guid, DateOnly)>();
        foreach (var one in all.OrderBy(one => one.LastDay).ThenBy(one => known[Pair(one)].Name))
        {
            var days = one.Days.Count(day => said.Add((one.ChildId, day)));
            if (days > 0)
                paragraphs.Add(
                    texts.In(
                        language,
                        known[Pair(one)].Protected
                            ? "careschedule.question.reminder.discreet"
                            : "careschedule.question.reminder",
                        ("child", known[Pair(one)].Name),
                        ("question", one.Question.Name),
                        ("count", days),
                        ("last", dates.Date(one.LastDay, language))
                    )
                );
        }

        var path =
            all.DistinctBy(one => one.Question.Id).Count() == 1
                ? $"/care/questions/{all[0].Question.Id}"
                : "/care/questions";
        return new(paragraphs, (texts.In(language, "notice.care-question-asked.open"), path));
    }

    private static ChildPerson Pair(UnansweredDays.Left one) => new(one.ChildId, one.PersonId);
}
