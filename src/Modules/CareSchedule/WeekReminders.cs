using System.Globalization;
using Kapprum.Contracts.Accounts;
using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Reminds guardians every evening of the last three before a week is locked that nobody has said when their child
/// comes; of all children in one mail.
/// </summary>
internal sealed class WeekReminders(
    UnsaidWeeks weeks,
    IAudience audience,
    IKnownChildren children,
    IAccounts accounts,
    Texts texts,
    DateText dates,
    TimeProvider clock
) : IReminders
{
    /// <summary>When reminders go out.</summary>
    private static readonly TimeOfDay Evening = new(18 * 60);

    public string Kind => "care-week-without-schedule";

    public async Task<IReadOnlyList<Guid>> DueTonight(DateOnly today, CancellationToken ct) =>
        [
            .. (await weeks.At(SchoolTime.Instant(today, Evening), of: null, ct))
                .Select(unsaid => unsaid.PersonId)
                .Distinct(),
        ];

    public async Task<IReadOnlyDictionary<Guid, ReminderText>> Write(
        IReadOnlyList<Guid> personIds,
        CancellationToken ct
    )
    {
        var own = (await audience.ChildrenOf(personIds, ct)).Select(pair => pair.ChildId).ToHashSet();
        var reachable = await accounts.Of([.. personIds], ct);
        var unsaid = (await weeks.At(clock.GetUtcNow(), own, ct))
            .Where(one => reachable.GetValueOrDefault(one.PersonId) is { Activated: true })
            .ToList();
        var known = await children.Of([.. unsaid.Select(one => new ChildPerson(one.ChildId, one.PersonId))], ct);
        return unsaid
            .GroupBy(one => one.PersonId)
            .ToDictionary(
                ofPerson => ofPerson.Key,
                ofPerson => Text(ofPerson, reachable[ofPerson.Key].Language, known)
            );
    }

    private ReminderText Text(
        IEnumerable<UnsaidWeeks.Unsaid> all,
        string language,
        IReadOnlyDictionary<ChildPerson, KnownChild> known
    ) =>
        new(
            [
                .. from one in all
                let child = known[new(one.ChildId, one.PersonId)]
                orderby one.Days[0], child.Name
                select texts.In(
                    language,
                    child.Protected ? "careschedule.reminder.discreet" : "careschedule.reminder",
                    ("child", child.Name),
                    ("week", ISOWeek.GetWeekOfYear(one.Days[0].ToDateTime(TimeOnly.MinValue))),
                    ("days", string.Join(", ", one.Days.Select(day => dates.Date(day, language))))
                ),
            ],
            (texts.In(language, "careschedule.reminder.link"), "/care")
        );
}
