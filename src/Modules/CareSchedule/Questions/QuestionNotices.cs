using Kapprum.Contracts.Notifications;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// Guardians are told that they are asked, that staff have answered in their place, that days have changed homes and
/// are theirs to answer, and that times do not fit where the child is then.
/// </summary>
internal sealed class QuestionNotices(
    NpgsqlConnection db,
    AskedDays asked,
    Texts texts,
    DateText dates,
    TimeProvider clock
) : INoticeSource
{
    public const string Asked = "care-question-asked";
    public const string Answered = "care-question-answered";
    public const string Turned = "care-question-turned";
    public const string Outside = "care-question-outside";

    public IReadOnlyList<NoticeKind> Kinds =>
        [
            new(Asked, Roles.Guardian, Order: 21, MailByDefault: true),
            new(Answered, Roles.Guardian, Order: 22),
            new(Turned, Roles.Guardian, Order: 23, MailByDefault: true),
            new(Outside, Roles.Guardian, Order: 24, MailByDefault: true),
        ];

    /// <summary>They are asked about all of their children at once.</summary>
    public static NoticeDue To(IReadOnlyList<Guid> people, Guid questionId) =>
        new(Asked, questionId, ChildId: null, Audience.None, NotTo: null) { People = people };

    public static NoticeDue Of(string kind, Guid id, Guid childId, Guid? by) =>
        new(kind, id, childId, Audience.Guardians, by);

    private sealed record AnswerRow(Guid Id, Guid ChildId, DateOnly Day, int Others);

    public async Task<IReadOnlyDictionary<Guid, NoticeText>> Write(
        IReadOnlyList<Notice> notices,
        NoticeMedium medium,
        string language,
        CancellationToken ct
    )
    {
        Guid[] about = [.. notices.Select(notice => notice.AboutId).Distinct()];
        var questions = (await asked.Of(about, ct)).ToDictionary(question => question.Id);
        var answers = (
            await db.Query<AnswerRow>(
                """
                select a.id, a.child_id, a.day,
                       (select count(*)::int
                        from careschedule.answer other
                        where other.child_id = a.child_id and other.answered_by = a.answered_by
                          and other.answered_at = a.answered_at and other.id <> a.id) as others
                from careschedule.answer a
                where a.id = any(@about)
                """,
                new { about },
                ct
            )
        ).ToDictionary(row => row.Id);
        var told = new Dictionary<Guid, NoticeText>();
        foreach (var notice in notices)
            if (notice.Kind is Answered or Outside && answers.TryGetValue(notice.AboutId, out var answer))
                told.Add(notice.Id, OfAnswer(notice, answer, language));
            else if (questions.TryGetValue(notice.AboutId, out var question))
                told.Add(notice.Id, OfQuestion(notice, question, language));
        return told;
    }

    private NoticeText OfQuestion(Notice notice, Question question, string language)
    {
        (string, object)[] with =
        [
            ("question", question.Name),
            ("last", dates.Date(question.LastDay, language)),
            ("from", dates.Date(question.StartsOn, language)),
            ("until", dates.Date(question.EndsOn, language)),
            ("child", notice.Child ?? ""),
        ];
        var key = (notice.Kind, notice.Discreet) switch
        {
            (Turned, true) => "notice.care-question-turned.discreet",
            (Turned, false) => "notice.care-question-turned",
            // A newcomer has longer.
            _ when question.LastDay < clock.Today() => "notice.care-question-asked.late",
            _ => "notice.care-question-asked",
        };
        return new()
        {
            Title = texts.In(language, key, with),
            Detail = texts.In(
                language,
                question.StartsOn == question.EndsOn ? "careschedule.question.day" : "careschedule.question.days",
                with
            ),
            Path = $"/care/questions/{question.Id}",
            MailSubject = texts.In(language, $"notice.{notice.Kind}.subject", with),
            MailButton = texts.In(language, "notice.care-question-asked.open"),
            MailMore = question.Note is { } note && !notice.Discreet ? [note] : [],
            Holds = question.EndsOn >= clock.Today(),
        };
    }

    private NoticeText OfAnswer(Notice notice, AnswerRow answer, string language)
    {
        (string, object)[] with =
        [
            ("child", notice.Child!),
            ("day", dates.Date(answer.Day, language)),
            ("count", answer.Others),
        ];
        var key = (notice.Kind, notice.Discreet, answer.Others) switch
        {
            (Outside, true, _) => "notice.care-question-outside.discreet",
            (Outside, false, _) => "notice.care-question-outside",
            (_, true, _) => "notice.care-question-answered.discreet",
            (_, false, 0) => "notice.care-question-answered",
            _ => "notice.care-question-answered.several",
        };
        return new()
        {
            Title = texts.In(language, key, with),
            Path = $"/care/{answer.ChildId}?day={answer.Day:yyyy-MM-dd}",
            MailSubject = texts.In(language, $"notice.{notice.Kind}.subject", with),
            MailButton = texts.In(language, "notice.care-schedule-changed.open", with),
        };
    }
}
