using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;
using Kapprum.Contracts.Start;

namespace Kapprum.Absence;

/// <summary>
/// A child's absences on the start page: how it is today and what one most likely wants to do about it, ill today being
/// one tap; what was just reported, with its undo; what stands from tomorrow on, and what of the last 30 days nobody
/// has explained.
/// </summary>
[ChildData("absences", typeof(IReadOnlyList<AbsenceSummary>))]
internal sealed class AbsenceCard(
    NpgsqlConnection db,
    IChildren ofGuardian,
    IChildStates states,
    IChildDays days,
    OtherHomes otherHomes,
    IAudience audience,
    IKnownPeople people,
    ISettings settings,
    AbsenceText words,
    Texts texts,
    DateText dates,
    CurrentUser user,
    TimeProvider clock
) : IChildCard
{
    /// <summary>Over a weekend and a closed day or two.</summary>
    private const int DaysSinceIll = 5;

    private sealed record Shown(StoredAbsence Absence, bool Well);

    public int Order => 20;

    public async Task<IReadOnlyDictionary<Guid, ChildCardPart>> Of(IReadOnlyList<Guid> childIds, CancellationToken ct)
    {
        var today = clock.Today();
        var children = await ofGuardian.KnownToGuardian(ct);
        var read = await db.Query<StoredAbsence, bool, Shown>(
            $"""
            select {StoredAbsence.Columns}, well_at is not null as well
            from absence.absence
            where child_id = any(@childIds) and withdrawn_at is null
              and (day >= @today or (day >= @today - @DaysBack and (reason is null or reason = 'ill')))
            order by day, from_time
            """,
            (absence, well) => new(absence, well),
            new
            {
                childIds,
                today,
                AbsenceRules.DaysBack,
            },
            "well",
            ct
        );
        var told = (await otherHomes.Known([.. read.Select(row => row.Absence)], ct)).ToDictionary(one => one.Id);
        var rows = read.Select(row => row with { Absence = told[row.Absence.Id] }).ToList();
        // The rail and the card's own sentence have asked for this already.
        var now = await states.Now(childIds, ct);
        // The days before are looked up only when somebody was ill on one of them.
        IReadOnlyList<ChildDay> before = rows.Any(WasIll)
            ? await days.KnownTo(user.PersonId).On(childIds, today.AddDays(-DaysSinceIll), today.AddDays(-1), ct)
            : [];
        var undo = TimeSpan.FromMinutes(await settings.Get(AbsenceSettings.UndoMinutes, ct));
        var just = rows.Select(row => row.Absence)
            .Where(absence =>
                !absence.ByStaff
                && absence.Day >= today
                && absence.RecordedBy == user.PersonId
                && clock.GetUtcNow() < absence.RecordedAt + undo
            )
            .ToList();
        // Who was told is looked up only when somebody has just reported.
        var guardians = just is []
            ? []
            : (await audience.GuardiansOf([.. just.Select(absence => absence.ChildId).Distinct()], ct)).ToList();
        var known = await people.Of(
            childIds,
            [
                .. guardians.Select(one => (Guid?)one.PersonId),
                // Whose name is "you" needs no look.
                .. rows.Where(row => row.Absence.Day == today && row.Absence.RecordedBy != user.PersonId)
                    .Select(row => (Guid?)row.Absence.RecordedBy),
            ],
            ct
        );

        return childIds.ToDictionary(
            id => id,
            id =>
            {
                var own = rows.Where(row => row.Absence.ChildId == id).ToList();
                var others = guardians
                    .Where(one => one.ChildId == id && one.PersonId != user.PersonId)
                    .Select(one => known.Name(one.PersonId, DateText.Language));
                var last = before.LastOrDefault(day => day.ChildId == id);
                return Part(id, children[id], own, now[id].Day, last, just, [.. others], known);
            }
        );

        bool WasIll(Shown row) => row is { Well: false, Absence.Reason: Reason.Ill } && row.Absence.Day < today;
    }

    private ChildCardPart Part(
        Guid childId,
        KnownChild child,
        IReadOnlyList<Shown> rows,
        ChildDay? day,
        ChildDay? last,
        IReadOnlyList<StoredAbsence> just,
        IReadOnlyList<string> told,
        KnownPeople known
    )
    {
        var name = child.Name;
        var (today, now) = (clock.Today(), clock.Now());
        var absences = rows.Select(row => row.Absence).ToList();
        var ofToday = absences.Where(one => one.Day == today).ToList();
        // What is only a part of the day is how it is while it lasts.
        var state = ofToday.Find(one =>
            one.Kind == AbsenceKind.Absence && (one.WholeDay || (!one.OtherHome && one.From <= now && now < one.Until))
        );
        var ill = ofToday is [] && IsOpen(day) ? LastIll(rows, last) : null;
        var standing = absences.Where(one => one.Day >= today || one.Unexplained).ToList();
        var receipt = just.Where(one => one.ChildId == childId).MaxBy(one => one.RecordedAt);

        return new(
            [.. standing.Where(one => one != state).Select(one => Line(one, name))],
            [
                .. Actions(
                    childId,
                    name,
                    state,
                    changeable: state is not null
                        && AbsenceRules.WhyNotChange(state, Relation.Guardian, day, clock) is null,
                    reportable: ofToday is [] && IsOpen(day),
                    ill
                ),
            ],
            new Dictionary<string, object?> { ["absences"] = standing.ToList<AbsenceSummary>() }
        )
        {
            Sentence =
                state is not null ? words.State(state, name, today)
                : ill is not null ? texts["absence.card.still-ill", ("child", name)]
                : null,
            Detail = state is null ? null : Detail(state, known),
            Call = Call(child),
            Receipt = receipt is null ? null : Receipt(receipt, child, told),
        };
    }

    /// <summary>What is left of the day can be reported.</summary>
    private bool IsOpen(ChildDay? day) => day is not null && SchoolTime.Instant(day.Date, day.Ends) > clock.GetUtcNow();

    /// <summary>
    /// The illness of the day that the child attended last before today, of which nobody has said that it is over.
    /// </summary>
    private static StoredAbsence? LastIll(IReadOnlyList<Shown> rows, ChildDay? last) =>
        rows.FirstOrDefault(row =>
            row is { Well: false, Absence.Reason: Reason.Ill }
            && row.Absence.Day == last?.Date
            && (row.Absence.WholeDay || row.Absence.Until >= last.Ends)
        )?.Absence;

    private IEnumerable<ChildAction> Actions(
        Guid childId,
        string name,
        StoredAbsence? state,
        bool changeable,
        bool reportable,
        StoredAbsence? ill
    )
    {
        var about = texts["absence.card.about", ("child", name)];
        if (state is not null)
        {
            yield return state.Unexplained
                ? new("circle-help", texts["absence.card.explain"], $"/absence/{state.Id}")
                {
                    About = about,
                    Wanted = true,
                }
                : new(null, texts[changeable ? "absence.card.change" : "absence.card.show"], $"/absence/{state.Id}")
                {
                    About = about,
                };
            yield break;
        }

        var report = $"/absence/report?for={childId}";
        if (!reportable)
        {
            yield return new("calendar-off", texts["absence.card.report"], report) { About = about };
            yield break;
        }

        yield return new(
            "thermometer",
            texts[ill is null ? "absence.card.ill-today" : "absence.card.still-ill.yes"],
            "/absence/report"
        )
        {
            About = about,
            Form = "report",
            Fields = new Dictionary<string, string>
            {
                ["Children"] = childId.ToString(),
                ["Day"] = clock.Today().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                ["Reason"] = nameof(Reason.Ill),
            },
            Wanted = ill is not null,
        };
        if (ill is not null)
            yield return new("sun", texts["absence.card.still-ill.no"], $"/absence/{ill.Id}/well")
            {
                About = about,
                Form = "well",
            };
        yield return new(null, texts["absence.card.other-absence"], report) { About = about };
    }

    /// <summary>"Hela dagen · anmäld av dig kl. 07.02".</summary>
    private string Detail(StoredAbsence absence, KnownPeople known) =>
        texts[
            absence.ByStaff ? "absence.card.recorded-by" : "absence.card.reported-by",
            ("part", words.HowLong(absence)),
            ("by", known.Name(absence.RecordedBy, DateText.Language, user.PersonId)),
            ("when", dates.When(absence.RecordedAt))
        ];

    private ChildReceipt Receipt(StoredAbsence absence, KnownChild child, IReadOnlyList<string> told)
    {
        string[] all = [.. new[] { child.Group ?? child.Unit }.OfType<string>(), .. told];
        var who = all is [] ? texts["roster.by.the-staff"] : words.All(all);
        return new(
            texts[
                "absence.card.receipt",
                ("what", words.Reported(absence, child.Name)),
                ("who", AbsenceText.Capital(who))
            ],
            new("undo-2", texts["absence.undo.short"], UndoPage.Of([absence.Id]))
            {
                About = texts["absence.card.about", ("child", child.Name)],
                Form = "undo",
            }
        );
    }

    /// <summary>"Ring Blåbäret 08-465 004 03".</summary>
    private ChildCall? Call(KnownChild child) =>
        child is { Phone: { } phone, Unit: { } unit }
            ? new(
                texts["absence.card.call", ("place", child.Group ?? unit), ("phone", phone)],
                string.Concat(phone.Where(sign => char.IsAsciiDigit(sign) || sign == '+'))
            )
            : null;

    private ChildLine Line(AbsenceSummary absence, string name) =>
        new(
            absence.Unexplained ? "circle-help" : "calendar-off",
            absence.Kind == AbsenceKind.LateArrival
                ? texts["absence.came", ("time", dates.Time(absence.Until))]
                : texts[
                    absence.ReasonHidden
                        ? "absence.absent"
                        : $"absence.card.{absence.Reason?.Stored() ?? "unexplained"}",
                    ("child", name)
                ],
            $"/absence/{absence.Id}",
            absence.WholeDay ? texts["absence.card.whole-day", ("day", dates.Day(absence.Day))]
                : absence.OtherHome ? $"{dates.Day(absence.Day)} · {texts["absence.part-of-day"]}"
                : texts[
                    "absence.card.part",
                    ("day", dates.Day(absence.Day)),
                    ("times", dates.Times(absence.From, absence.Until))
                ],
            absence.Unexplained ? texts["absence.card.explain"] : null
        );
}
