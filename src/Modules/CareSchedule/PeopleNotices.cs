using Kapprum.Contracts.Notifications;

namespace Kapprum.CareSchedule;

/// <summary>Staff are told when a guardian says on the day itself who brings or fetches a child.</summary>
internal sealed class PeopleNotices(NpgsqlConnection db, Texts texts) : INoticeSource
{
    public const string Kind = "care-people-of-day";

    public IReadOnlyList<NoticeKind> Kinds => [new(Kind, Roles.Staff, Order: 29)];

    public static NoticeDue Of(Guid id, Guid childId, Guid by) => new(Kind, id, childId, Audience.GroupStaff, by);

    private sealed record Row(Guid Id, Guid ChildId, DateOnly Day, string? Brings, string? Fetches, string? Note);

    public async Task<IReadOnlyDictionary<Guid, NoticeText>> Write(
        IReadOnlyList<Notice> notices,
        NoticeMedium medium,
        string language,
        CancellationToken ct
    )
    {
        var said = (
            await db.Query<Row>(
                """
                select id, child_id, day, brings, fetches, note
                from careschedule.people_of_day
                where id = any(@Ids)
                """,
                new { Ids = notices.Select(notice => notice.AboutId).Distinct().ToArray() },
                ct
            )
        ).ToDictionary(row => row.Id);
        return notices
            .Where(notice => said.ContainsKey(notice.AboutId))
            .ToDictionary(notice => notice.Id, notice => Text(notice, said[notice.AboutId], language));
    }

    private NoticeText Text(Notice notice, Row said, string language)
    {
        (string, object)[] with = [("child", notice.Child!)];
        return new()
        {
            Title = Say(notice.Discreet ? "notice.care-people-of-day.discreet" : "notice.care-people-of-day"),
            Detail = said is { Brings: null, Fetches: null, Note: null }
                ? Say("careschedule.people.none")
                : CareText.People(texts, said.Brings, said.Fetches, said.Note, language),
            Path = $"/care/{said.ChildId}?day={said.Day:yyyy-MM-dd}",
            MailSubject = Say("notice.care-people-of-day.subject"),
            MailButton = Say("notice.care-schedule-changed.open"),
        };

        string Say(string text) => texts.In(language, text, with);
    }
}
