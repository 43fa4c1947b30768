using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>
/// Staff record that a child did not come, or came later than its timetable says, valid or not; without a reason an
/// absence is unexplained. What guardians have reported of that time stands, and the rest is recorded.
/// </summary>
/// <param name="Day">Today, or a day at most 30 days back.</param>
/// <param name="Kind">absence, or late-arrival; a late arrival lasts from the start of the child's timetable until
/// <paramref name="Until"/>.</param>
/// <param name="Reason">ill, medical or other; left out it is unexplained and the guardians are asked.</param>
/// <param name="Valid">Whether the school accepts it; only with a reason, and then true if left out.</param>
/// <param name="Until">For a late arrival, when the child came; for an absence, the end of the part.</param>
internal sealed record RecordAbsence(
    Guid ChildId,
    DateOnly Day,
    AbsenceKind Kind = AbsenceKind.Absence,
    Reason? Reason = null,
    bool? Valid = null,
    TimeOfDay? From = null,
    TimeOfDay? Until = null,
    string? Note = null
) : ICommand<RecordAbsence.Answer>
{
    /// <param name="More">The parts after the first, when a report of the guardians lies in between.</param>
    public sealed record Answer(Guid Id, IReadOnlyList<Guid> More)
    {
        internal IEnumerable<Guid> All => More.Prepend(Id);
    }

    public sealed class Validator : AbstractValidator<RecordAbsence>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.ChildId).NotEmpty();
            RuleFor(x => x.Day)
                .Must(day => AbsenceRules.IsRecordable(day, clock.Today()))
                .WithMessage(_ => texts["absence.day-not-recordable"]);
            RuleFor(x => x.Kind).IsInEnum();
            RuleFor(x => x.Reason).IsInEnum();
            RuleFor(x => x.Valid)
                .Null()
                .When(x => x.Reason is null)
                .WithMessage(_ => texts["absence.valid-needs-reason"]);
            RuleFor(x => x.From)
                .Null()
                .When(x => x.Kind == AbsenceKind.LateArrival)
                .WithMessage(_ => texts["absence.late-from"]);
            RuleFor(x => x.Until)
                .NotNull()
                .When(x => x.Kind == AbsenceKind.LateArrival)
                .WithMessage(_ => texts["absence.late-until"]);
            RuleFor(x => x.Until)
                .Must((x, until) => until > x.From)
                .When(x => x is { From: not null, Until: not null })
                .WithMessage(_ => texts["absence.until-before-from"]);
            RuleFor(x => x.Note.TrimmedLinesOrNull())
                .MaximumLength(AbsenceRules.LongestNote)
                .OverridePropertyName(nameof(Note));
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        IChildDays days,
        ISettings settings,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<RecordAbsence, Answer>
    {
        public async Task<Answer> Handle(RecordAbsence command, CancellationToken ct)
        {
            await access.Require(command.ChildId, Relation.Staff, ct);

            var day = await days.On(command.ChildId, command.Day, ct);
            var absences = await db.Query<StoredAbsence>(
                $"""
                select {StoredAbsence.Columns}
                from absence.absence
                where child_id = @ChildId and day = @Day and withdrawn_at is null
                order by from_time
                """,
                new { command.ChildId, command.Day },
                ct
            );
            var late = command.Kind == AbsenceKind.LateArrival;
            if (late && AbsenceRules.WhyNotLate(day) is { } never)
                throw never;

            var from = late ? day?.Due() : command.From;
            if (AbsenceRules.WhyNotRecord(day, from, command.Until, absences) is { } no)
                throw no;

            var whole = DayPart.Of(day, from, command.Until);
            var parts = whole.Without(absences).ToList();
            Guid[] ids = [.. parts.Select(_ => Guid.CreateVersion7())];
            var stored = await db.Execute(
                """
                insert into absence.absence
                    (id, child_id, day, kind, whole_day, from_time, until_time, reason, note, valid, by_staff,
                     recorded_by, recorded_at)
                select part.id, @ChildId, @Day, @Kind, part.whole_day, part.from_time, part.until_time,
                       @Reason, @Note, @Valid, true, @By, @Now
                from unnest(@ids, @Whole, @From, @Until) part (id, whole_day, from_time, until_time)
                on conflict do nothing
                """,
                new
                {
                    ids,
                    Whole = parts.Select(part => part.WholeDay).ToArray(),
                    From = parts.Select(part => TimeSpan.FromMinutes(part.From.Minutes)).ToArray(),
                    Until = parts.Select(part => TimeSpan.FromMinutes(part.Until.Minutes)).ToArray(),
                    command.ChildId,
                    command.Day,
                    command.Kind,
                    command.Reason,
                    Note = command.Note.TrimmedLinesOrNull(),
                    Valid = command.Reason is null ? (bool?)null : command.Valid ?? true,
                    By = user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
            // Somebody else was quicker.
            if (stored < ids.Length)
                throw await Overlap.Refused(db, command.ChildId, command.Day, whole, ct);

            // While it can be undone nobody is frightened.
            var told = clock.GetUtcNow().AddMinutes(await settings.Get(AbsenceSettings.TellAfterMinutes, ct));
            foreach (var id in ids)
            {
                audit.Changed(
                    "absence.record",
                    "absence",
                    id,
                    new { command.ChildId, command.Day },
                    onBehalfOf: command.ChildId
                );
                outbox.Publish(
                    AbsenceNotices.Of(
                        command is { Reason: null, Kind: AbsenceKind.Absence }
                            ? AbsenceNotices.Unexplained
                            : AbsenceNotices.Recorded,
                        id,
                        command.ChildId,
                        user.PersonId
                    ),
                    notBefore: told
                );
            }

            return new(ids[0], ids[1..]);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/absences/recorded",
                    async (RecordAbsence command, ISender sender, CancellationToken ct) =>
                    {
                        var recorded = await sender.Send(command, ct);
                        return TypedResults.Created($"/api/absences/{recorded.Id}", recorded);
                    }
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary(
                    "Record an absence or a late arrival, as staff",
                    new RecordAbsence(Guid.Empty, new(2026, 11, 24), AbsenceKind.LateArrival, Until: new(8 * 60 + 25))
                )
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "absence/nothing-to-attend",
                    "absence/no-timetable",
                    "absence/outside-the-day",
                    "absence/already-reported",
                    "absence/recorded-by-staff"
                );
    }
}
