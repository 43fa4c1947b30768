using Kapprum.Contracts.Notifications;

namespace Kapprum.CareSchedule;

/// <summary>Guardians are told when staff lay a pattern for their child, and when they end one.</summary>
internal sealed class PatternNotices(NpgsqlConnection db, Texts texts, DateText dates) : INoticeSource
{
    public const string Kind = "care-pattern-changed";

    public IReadOnlyList<NoticeKind> Kinds => [new(Kind, Roles.Guardian, Order: 26)];

    /// <param name="id">The pattern.</param>
    public static NoticeDue Of(Guid id, Guid childId, Guid by) => new(Kind, id, childId, Audience.Guardians, by);

    private sealed record Row(Guid Id, Guid ChildId, DateOnly StartsOn, DateOnly? EndsOn);

    public async Task<IReadOnlyDictionary<Guid, NoticeText>> Write(
        IReadOnlyList<Notice> notices,
        NoticeMedium medium,
        string language,
        CancellationToken ct
    )
    {
        var patterns = (
            await db.Query<Row>(
                "select id, child_id, starts_on, ends_on from careschedule.pattern where id = any(@Ids)",
                new { Ids = notices.Select(notice => notice.AboutId).Distinct().ToArray() },
                ct
            )
        ).ToDictionary(row => row.Id);
        return notices
            .Where(notice => patterns.ContainsKey(notice.AboutId))
            .ToDictionary(notice => notice.Id, notice => Text(notice, patterns[notice.AboutId], language));
    }

    private NoticeText Text(Notice notice, Row pattern, string language)
    {
        var day = pattern.EndsOn is { } ends && ends >= pattern.StartsOn ? ends : pattern.StartsOn;
        (string, object)[] with = [("child", notice.Child!), ("day", dates.Date(day, language))];
        var key =
            notice.Discreet ? "notice.care-schedule-changed.discreet"
            : pattern.EndsOn is not { } last ? "notice.care-pattern-changed"
            : last < pattern.StartsOn ? "notice.care-pattern-changed.gone"
            : "notice.care-pattern-changed.ends";
        return new()
        {
            Title = texts.In(language, key, with),
            Path = $"/care/{pattern.ChildId}?day={day:yyyy-MM-dd}",
            MailSubject = texts.In(language, "notice.care-schedule-changed.subject", with),
            MailButton = texts.In(language, "notice.care-schedule-changed.open", with),
        };
    }
}
