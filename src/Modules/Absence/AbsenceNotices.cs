using Kapprum.Contracts.Notifications;

namespace Kapprum.Absence;

/// <summary>
/// What people are told of absences. Both guardians hear of all that happens to a child's absence, the staff of its
/// groups of what guardians do and of what is taken back.
/// </summary>
internal sealed class AbsenceNotices(NpgsqlConnection db, Texts texts, DateText dates) : INoticeSource
{
    public const string Reported = "absence-reported";
    public const string Changed = "absence-changed";
    public const string Withdrawn = "absence-withdrawn";
    public const string Recorded = "absence-recorded";
    public const string Unexplained = "absence-unexplained";
    public const string Explained = "absence-explained";

    public IReadOnlyList<NoticeKind> Kinds =>
        [
            new(Unexplained, Roles.Guardian, Order: 10, MailByDefault: true),
            new(Reported, Roles.Guardian | Roles.Staff, Order: 11),
            new(Changed, Roles.Guardian | Roles.Staff, Order: 12),
            new(Withdrawn, Roles.Guardian | Roles.Staff, Order: 13),
            new(Recorded, Roles.Guardian, Order: 14),
            new(Explained, Roles.Guardian, Order: 15),
        ];

    /// <summary>The notice that is due when something has happened to an absence.</summary>
    public static NoticeDue Of(string kind, Guid absenceId, Guid childId, Guid by) =>
        new(
            kind,
            absenceId,
            childId,
            kind is Reported or Changed or Withdrawn ? Audience.Guardians | Audience.GroupStaff : Audience.Guardians,
            NotTo: by
        );

    public async Task<IReadOnlyDictionary<Guid, NoticeText>> Write(
        IReadOnlyList<Notice> notices,
        NoticeMedium medium,
        string language,
        CancellationToken ct
    )
    {
        var rows = await db.Query<StoredAbsence>(
            $"select {StoredAbsence.Columns} from absence.absence where id = any(@Ids)",
            new { Ids = notices.Select(notice => notice.AboutId).Distinct().ToArray() },
            ct
        );
        var absences = rows.ToDictionary(row => row.Id);
        return notices
            .Where(notice => absences.ContainsKey(notice.AboutId))
            .ToDictionary(notice => notice.Id, notice => Text(notice, absences[notice.AboutId], medium, language));
    }

    private NoticeText Text(Notice notice, StoredAbsence absence, NoticeMedium medium, string language)
    {
        var late =
            notice.Kind is Recorded or Unexplained && absence is { Kind: AbsenceKind.LateArrival, Withdrawn: false };
        return new()
        {
            Title = texts.In(
                language,
                late ? $"notice.{notice.Kind}.late" : $"notice.{notice.Kind}",
                ("child", notice.Child!),
                // A mail is read some other day.
                (
                    "day",
                    medium == NoticeMedium.App ? dates.Day(absence.Day, language) : dates.Date(absence.Day, language)
                )
            ),
            Detail = Detail(notice.Kind, absence, language),
            Path = $"/absence/{absence.Id}",
            MailSubject = texts.In(language, $"notice.{notice.Kind}.subject"),
            MailButton = texts.In(
                language,
                notice.Kind == Unexplained ? "notice.absence.explain" : "notice.absence.open"
            ),
            // Nobody is asked for what has been explained, nor told of what is gone by now.
            Holds = notice.Kind switch
            {
                Withdrawn => absence.Withdrawn,
                Unexplained => absence is { Withdrawn: false, Reason: null },
                _ => !absence.Withdrawn,
            },
        };
    }

    /// <summary>The part of the day, the reason.</summary>
    private string? Detail(string kind, StoredAbsence absence, string language)
    {
        if (kind == Withdrawn)
            return null;
        if (absence.Withdrawn)
            return texts.In(language, "notice.absence.no-longer");

        var part =
            absence.Kind == AbsenceKind.LateArrival
                ? texts.In(language, "notice.absence.came-at", ("time", dates.Time(absence.Until, language)))
            : absence.WholeDay ? texts.In(language, "notice.absence.whole-day")
            : texts.In(language, "notice.absence.part", ("times", dates.Times(absence.From, absence.Until, language)));
        return absence.Reason is null
            ? part
            : $"{part} · {texts.In(language, $"notice.absence.reason.{absence.Reason.Value.Stored()}")}";
    }
}
