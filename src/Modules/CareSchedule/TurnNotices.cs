using Kapprum.Contracts.Notifications;

namespace Kapprum.CareSchedule;

/// <summary>
/// Guardians are told when the turns of a child are others, and when a day is given to the other home; staff when a
/// home is no guardian any more.
/// </summary>
internal sealed class TurnNotices(NpgsqlConnection db, Texts texts, DateText dates) : INoticeSource
{
    public const string Set = "care-turn-set";
    public const string Swapped = "care-day-swapped";
    private const string Left = "care-home-left";

    public IReadOnlyList<NoticeKind> Kinds =>
        [
            new(Set, Roles.Guardian, Order: 30, MailByDefault: true),
            new(Swapped, Roles.Guardian, Order: 31),
            new(Left, Roles.Staff, Order: 32),
        ];

    public static NoticeDue Of(string kind, Guid id, Guid childId, Guid by) =>
        new(kind, id, childId, Audience.Guardians, by);

    /// <param name="turn">The turn that the home had a part in.</param>
    public static NoticeDue OfFormerHome(Guid turn, Guid childId) =>
        new(Left, turn, childId, Audience.GroupStaff, NotTo: null);

    private sealed record Row(Guid Id, Guid ChildId, DateOnly Day, bool Left);

    public async Task<IReadOnlyDictionary<Guid, NoticeText>> Write(
        IReadOnlyList<Notice> notices,
        NoticeMedium medium,
        string language,
        CancellationToken ct
    )
    {
        var rows = (
            await db.Query<Row>(
                """
                select id, child_id, starts_on as day, left_at is not null as left
                from careschedule.turn
                where id = any(@Ids)
                union all
                select id, child_id, day, false from careschedule.swap where id = any(@Ids)
                """,
                new { Ids = notices.Select(notice => notice.AboutId).Distinct().ToArray() },
                ct
            )
        ).ToDictionary(row => row.Id);
        return notices
            .Where(notice => rows.ContainsKey(notice.AboutId))
            .ToDictionary(notice => notice.Id, notice => Text(notice, rows[notice.AboutId], language));
    }

    private NoticeText Text(Notice notice, Row row, string language)
    {
        (string, object)[] with = [("child", notice.Child!), ("day", dates.Date(row.Day, language))];
        var key = $"notice.{notice.Kind}";
        return new()
        {
            Title = Say(notice.Discreet ? $"{key}.discreet" : key),
            Path =
                notice.Kind != Swapped ? $"/care/{row.ChildId}/turns" : $"/care/{row.ChildId}?day={row.Day:yyyy-MM-dd}",
            MailSubject = Say($"{key}.subject"),
            MailButton = Say(notice.Kind == Left ? "notice.care-home-left.open" : "notice.care-schedule-changed.open"),
            Holds = notice.Kind != Left || row.Left,
        };

        string Say(string text) => texts.In(language, text, with);
    }
}
