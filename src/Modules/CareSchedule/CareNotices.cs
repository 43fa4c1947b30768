using Kapprum.Contracts.Notifications;

namespace Kapprum.CareSchedule;

/// <summary>Guardians are told when staff change days of their child's schedule.</summary>
internal sealed class CareNotices(NpgsqlConnection db, Texts texts, DateText dates) : INoticeSource
{
    public const string Kind = "care-schedule-changed";

    public IReadOnlyList<NoticeKind> Kinds => [new(Kind, Roles.Guardian, Order: 25)];

    /// <param name="first">The first of the changed days of each home.</param>
    public static IReadOnlyList<(NoticeDue Due, Guid? Household)> Of(
        IReadOnlyList<(Guid Id, Guid? Household)> first,
        Guid childId,
        Guid by
    ) => [.. first.Select(day => (new NoticeDue(Kind, day.Id, childId, Audience.Guardians, by), day.Household))];

    private sealed record Row(Guid Id, Guid ChildId, DateOnly Day, int Others);

    public async Task<IReadOnlyDictionary<Guid, NoticeText>> Write(
        IReadOnlyList<Notice> notices,
        NoticeMedium medium,
        string language,
        CancellationToken ct
    )
    {
        var days = (
            await db.Query<Row>(
                """
                select c.id, c.child_id, c.day,
                       (select count(*)::int
                        from careschedule.day_change other
                        where other.child_id = c.child_id and other.changed_by = c.changed_by
                          and other.changed_at = c.changed_at and other.id <> c.id
                          and (other.household is not distinct from c.household
                               or not exists (select from careschedule.homes_apart apart
                                              where apart.child_id = c.child_id))) as others
                from careschedule.day_change c
                where c.id = any(@Ids)
                """,
                new { Ids = notices.Select(notice => notice.AboutId).Distinct().ToArray() },
                ct
            )
        ).ToDictionary(row => row.Id);
        return notices
            .Where(notice => days.ContainsKey(notice.AboutId))
            .ToDictionary(notice => notice.Id, notice => Text(notice, days[notice.AboutId], language));
    }

    private NoticeText Text(Notice notice, Row changed, string language)
    {
        (string, object)[] with =
        [
            ("child", notice.Child!),
            ("day", dates.Date(changed.Day, language)),
            ("count", changed.Others),
        ];
        var key = (notice.Discreet, changed.Others) switch
        {
            (true, _) => "notice.care-schedule-changed.discreet",
            (false, 0) => "notice.care-schedule-changed",
            _ => "notice.care-schedule-changed.several",
        };
        return new()
        {
            Title = texts.In(language, key, with),
            Path = $"/care/{changed.ChildId}?day={changed.Day:yyyy-MM-dd}",
            MailSubject = texts.In(language, "notice.care-schedule-changed.subject", with),
            MailButton = texts.In(language, "notice.care-schedule-changed.open", with),
        };
    }
}
