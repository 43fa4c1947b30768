using Kapprum.Contracts.Days;
using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>
/// What people are told of absences, as a teacher would say it at the door. Both guardians hear of all that happens to
/// a child's absence, the staff of its groups of what guardians do and of what is taken back.
/// </summary>
internal sealed class AbsenceNotices(
    NpgsqlConnection db,
    IKnownPeople people,
    ISettings settings,
    IEnumerable<IHomesApart> apart,
    Texts texts,
    DateText dates,
    TimeProvider clock
) : INoticeSource
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
        var known = await people.Of(
            [.. rows.Select(row => row.ChildId).Distinct()],
            [
                .. rows.SelectMany(row => new[] { row.RecordedBy, row.ChangedBy, row.ExplainedBy, row.WithdrawnBy }),
                .. notices.Select(notice => notice.ReaderId),
            ],
            ct
        );
        var homes = await apart.Homes([.. rows.Select(row => (row.ChildId, row.Day))], ct);
        var kept = TimeSpan.FromMinutes(await settings.Get(AbsenceSettings.TellAfterMinutes, ct));
        return notices
            .Where(notice => absences.ContainsKey(notice.AboutId))
            .ToDictionary(notice => notice.Id, notice => Text(notice, Told(notice), known, kept, medium, language));

        StoredAbsence Told(Notice notice)
        {
            var absence = absences[notice.AboutId];
            return
                notice.ReaderId is { } reader
                && known.IsGuardian(reader)
                && homes[(absence.ChildId, absence.Day)].Any(home => home != reader)
                ? absence.AsOtherHome(reader)
                : absence;
        }
    }

    private NoticeText Text(
        Notice notice,
        StoredAbsence absence,
        KnownPeople known,
        TimeSpan kept,
        NoticeMedium medium,
        string language
    )
    {
        var today = clock.Today();
        var by = Of(notice.Kind, absence) is { } person
            ? known.Name(person, language, nameless: notice.Discreet)
            : null;
        (string, object)[] with =
        [
            ("child", notice.Child!),
            ("place", notice.Place ?? ""),
            ("phone", notice.Phone ?? ""),
            ("time", dates.Time(absence.Until, language)),
            ("times", dates.Times(absence.From, absence.Until, language)),
            ("by", by ?? ""),
            // A mail is read some other day.
            (
                "day",
                medium == NoticeMedium.App ? dates.Day(absence.Day, language) : dates.DayAndDate(absence.Day, language)
            ),
        ];
        return new()
        {
            Title = Say(Title()),
            Detail = Detail(notice.Kind, absence, by, language),
            Path = $"/absence/{absence.Id}",
            MailSubject = Say(
                notice.Kind == Unexplained && absence.Day != today
                    ? "notice.absence-unexplained.subject.earlier"
                    : $"notice.{notice.Kind}.subject"
            ),
            MailButton = Say(Asks(notice.Kind, absence) ? "notice.absence.explain" : "notice.absence.open"),
            MailMore = [.. More().Select(Say)],
            Holds = Holds(notice.Kind, absence, known, kept),
        };

        string Say(string key) => texts.In(language, key, with);

        string Title()
        {
            var place = notice.Place is null ? "" : ".place";
            return notice.Kind switch
            {
                Unexplained when !absence.WholeDay && !absence.OtherHome => "notice.absence-unexplained.part",
                Unexplained when absence.Day < today => "notice.absence-unexplained.earlier",
                Unexplained => $"notice.absence-unexplained{place}",
                Recorded when absence.Kind == AbsenceKind.LateArrival => absence.Unexplained
                    ? "notice.absence-recorded.late.why"
                    : "notice.absence-recorded.late",
                Withdrawn when absence.Day >= today => "notice.absence-withdrawn.expected",
                _ => $"notice.{notice.Kind}",
            };
        }

        IEnumerable<string> More()
        {
            if (by is not null)
                yield return $"notice.{notice.Kind}.by";
            if (!Asks(notice.Kind, absence))
                yield break;
            yield return notice.Phone is null ? "notice.absence.answer" : "notice.absence.answer.phone";
            if (notice.Kind == Unexplained && absence.Day == today)
                yield return "notice.absence-unexplained.left";
        }
    }

    /// <summary>Who has done it.</summary>
    private static Guid? Of(string kind, StoredAbsence absence) =>
        kind switch
        {
            Changed => absence.ChangedBy,
            Withdrawn => absence.WithdrawnBy,
            Explained => absence.ExplainedBy,
            _ => absence.RecordedBy,
        };

    /// <summary>It asks the guardians why.</summary>
    private static bool Asks(string kind, StoredAbsence absence) =>
        kind is Unexplained or Recorded && absence is { Unexplained: true, Withdrawn: false };

    /// <summary>
    /// Nobody is asked for what has been explained, nor told of what is gone by now; and of what staff have taken back
    /// or explained before anybody had been told, nobody hears at all.
    /// </summary>
    private static bool Holds(string kind, StoredAbsence absence, KnownPeople known, TimeSpan kept)
    {
        return kind switch
        {
            Withdrawn => absence.Withdrawn && (!absence.ByStaff || Told(absence.WithdrawnAt)),
            Unexplained => absence is { Withdrawn: false, Unexplained: true },
            Explained => !absence.Withdrawn && (known.IsGuardian(absence.ExplainedBy) || Told(absence.ExplainedAt)),
            _ => !absence.Withdrawn,
        };

        bool Told(DateTimeOffset? by) => by - absence.RecordedAt >= kept;
    }

    /// <summary>The part of the day, the reason, and who has done it.</summary>
    private string? Detail(string kind, StoredAbsence absence, string? by, string language)
    {
        var who = by is null ? null : texts.In(language, "notice.absence.by", ("by", by));
        if (kind == Withdrawn)
            return who;
        if (absence.Withdrawn)
            return texts.In(language, "notice.absence.no-longer");

        var part =
            absence.Kind == AbsenceKind.LateArrival
                ? texts.In(language, "notice.absence.came-at", ("time", dates.Time(absence.Until, language)))
            : absence.WholeDay ? texts.In(language, "notice.absence.whole-day")
            : absence.OtherHome ? texts.In(language, "absence.part-of-day")
            : texts.In(language, "notice.absence.part", ("times", dates.Times(absence.From, absence.Until, language)));
        var reason = absence.Reason is { } why ? texts.In(language, $"absence.reason.{why.Stored()}") : null;
        return string.Join(" · ", new[] { who, part, reason }.OfType<string>());
    }
}
