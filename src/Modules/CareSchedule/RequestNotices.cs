using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Staff are told what a guardian asks for, guardians what staff have answered, and both when nobody has answered in
/// time.
/// </summary>
internal sealed class RequestNotices(CareRequests requests, IKnownPeople people, Texts texts, DateText dates)
    : INoticeSource
{
    public const string Asked = "care-request-asked";
    public const string Answered = "care-request-answered";
    public const string Lapsed = "care-request-lapsed";

    public IReadOnlyList<NoticeKind> Kinds =>
        [
            new(Asked, Roles.Staff, Order: 26),
            new(Answered, Roles.Guardian, Order: 27, MailByDefault: true),
            new(Lapsed, Roles.Guardian | Roles.Staff, Order: 28),
        ];

    public static NoticeDue Of(string kind, Guid requestId, Guid childId, Guid? by) =>
        new(
            kind,
            requestId,
            childId,
            kind switch
            {
                Asked => Audience.GroupStaff,
                Answered => Audience.Guardians,
                _ => Audience.Guardians | Audience.GroupStaff,
            },
            by
        );

    public async Task<IReadOnlyDictionary<Guid, NoticeText>> Write(
        IReadOnlyList<Notice> notices,
        NoticeMedium medium,
        string language,
        CancellationToken ct
    )
    {
        var all = (await requests.Of([.. notices.Select(notice => notice.AboutId).Distinct()], ct)).ToDictionary(
            request => request.Id
        );
        var known = await people.Of(
            [.. all.Values.Select(request => request.ChildId).Distinct()],
            all.Values.SelectMany(request => new[] { request.AskedBy, request.AnsweredBy }),
            ct
        );
        return notices
            .Where(notice => all.ContainsKey(notice.AboutId))
            .ToDictionary(notice => notice.Id, notice => Text(notice, all[notice.AboutId], known, medium, language));
    }

    private NoticeText Text(Notice notice, CareRequest request, KnownPeople known, NoticeMedium medium, string language)
    {
        (string, object)[] with =
        [
            ("child", notice.Child!),
            ("day", dates.Date(request.Day, language)),
            ("times", CareText.Times(texts, dates, request.Times, language)),
            ("by", known.Name(request.AskedBy, language, nameless: notice.Discreet)),
        ];
        var declined = request.State == RequestState.Declined;
        // A mail lies about: it tells that there is an answer, and not the times.
        var key = (notice.Kind, notice.Discreet) switch
        {
            (_, false) when medium == NoticeMedium.Mail => $"notice.{notice.Kind}.mail",
            (Asked, false) => "notice.care-request-asked",
            (Answered, false) when declined => "notice.care-request-answered.declined",
            (Answered, false) => "notice.care-request-answered",
            (Lapsed, false) => "notice.care-request-lapsed",
            _ => $"notice.{notice.Kind}.discreet",
        };
        var why = request.Reason is { } reason ? texts.In(language, $"careschedule.decline.{reason.Stored()}") : null;
        return new()
        {
            Title = Say(key),
            Detail = notice.Kind switch
            {
                Answered when !declined => null,
                Answered => why,
                _ => Say("notice.care-request.by"),
            },
            Path = notice.Kind == Asked ? "/care-requests" : $"/care/{request.ChildId}?day={request.Day:yyyy-MM-dd}",
            MailSubject = Say($"notice.{notice.Kind}.subject"),
            MailButton = Say(
                notice.Kind == Asked ? "notice.care-request-asked.open" : "notice.care-schedule-changed.open"
            ),
            MailMore = notice.Kind == Answered && why is not null && !notice.Discreet ? [why] : [],
            Holds = notice.Kind switch
            {
                Asked => request.State == RequestState.Asked,
                Answered => request.State is RequestState.Accepted or RequestState.Declined,
                _ => request.State == RequestState.Lapsed,
            },
        };

        string Say(string text) => texts.In(language, text, with);
    }
}
