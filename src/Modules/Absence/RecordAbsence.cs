using Kapprum.Contracts.Absence;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>Staff record that a child did not come, or came late, valid or not; without a reason it is unexplained.</summary>
/// <param name="Day">Today, or a day at most 30 days back.</param>
/// <param name="Kind">absence, or late-arrival; a late arrival lasts from the start of the child's day until <paramref name="Until"/>.</param>
/// <param name="Reason">ill, medical or other; left out it is unexplained and the guardians are asked.</param>
/// <param name="Valid">Whether the school accepts it; only with a reason, and then true if left out.</param>
/// <param name="Until">For a late arrival, when the child came; for an absence, the end of the part.</param>
internal sealed record RecordAbsence(
    Guid ChildId, DateOnly Day, RecordedKind Kind = RecordedKind.Absence, Reason? Reason = null, bool? Valid = null,
    TimeOfDay? From = null, TimeOfDay? Until = null, string? Note = null) : ICommand<Guid>
{
    public sealed class Validator : AbstractValidator<RecordAbsence>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.ChildId).NotEmpty();
            RuleFor(x => x.Day).Must(day => day <= clock.Today() && day >= clock.Today().AddDays(-30))
                .WithMessage(_ => texts["absence.day-not-recordable"]);
            RuleFor(x => x.Kind).IsInEnum();
            RuleFor(x => x.Reason).IsInEnum();
            RuleFor(x => x.Valid).Null().When(x => x.Reason is null).WithMessage(_ => texts["absence.valid-needs-reason"]);
            RuleFor(x => x.From).Null().When(x => x.Kind == RecordedKind.LateArrival).WithMessage(_ => texts["absence.late-from"]);
            RuleFor(x => x.Until).NotNull().When(x => x.Kind == RecordedKind.LateArrival).WithMessage(_ => texts["absence.late-until"]);
            RuleFor(x => x.Until).Must((x, until) => until > x.From).When(x => x is { From: not null, Until: not null })
                .WithMessage(_ => texts["absence.until-before-from"]);
            RuleFor(x => x.Note).MaximumLength(500);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db, IRoster roster, CurrentUser user, Outbox outbox, Audit audit, TimeProvider clock)
        : IRequestHandler<RecordAbsence, Guid>
    {
        public async Task<Guid> Handle(RecordAbsence command, CancellationToken ct)
        {
            var day = await roster.DayOf(command.ChildId, command.Day, user.PersonId, clock.Today());
            if (day is null || !day.Viewer.HasFlag(Relation.Staff))
                throw Refusal.NotFound("child");

            var id = Guid.CreateVersion7();
            var part = DayPart.Of(day, command.From, command.Until);
            var stored = await db.ExecuteAsync(
                """
                insert into absence.absence
                    (id, child_id, day, kind, whole_day, from_time, until_time, reason, note, valid, by_staff, recorded_by, recorded_at)
                values
                    (@id, @ChildId, @Day, @Kind, @WholeDay, @From, @Until, @Reason, @Note, @Valid, true, @By, @Now)
                on conflict do nothing
                """,
                new
                {
                    id,
                    command.ChildId,
                    command.Day,
                    Kind = command.Kind == RecordedKind.LateArrival ? "late-arrival" : "absence",
                    part.WholeDay,
                    part.From,
                    part.Until,
                    Reason = command.Reason?.Name(),
                    Note = Words.OrNull(command.Note),
                    Valid = command.Reason is null ? (bool?)null : command.Valid ?? true,
                    By = user.PersonId,
                    Now = clock.GetUtcNow(),
                });
            if (stored == 0)
                throw await Overlap.Refused(db, command.ChildId, command.Day, part);

            audit.Changed("absence.record", "absence", id, new { command.ChildId, command.Day }, onBehalfOf: command.ChildId);
            if (command.Reason is null)
                outbox.Publish(new UnexplainedAbsenceRecorded(id, command.ChildId, command.Day, user.PersonId));
            else
                outbox.Publish(new AbsenceRecorded(id, command.ChildId, command.Day, user.PersonId));
            return id;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost("/absences/recorded", async (RecordAbsence command, IMediator mediator, CancellationToken ct) =>
            {
                var id = await mediator.Send(command, ct);
                return TypedResults.Created($"/api/absences/{id}", new Created(id));
            })
            .For(Roles.Staff)
            .Says("Record an absence or a late arrival, as staff",
                new RecordAbsence(Guid.Empty, new(2026, 11, 24), RecordedKind.LateArrival, Until: new(8 * 60 + 25)))
            .Refuses(404, "not-found")
            .Refuses(409, "nothing-to-attend", "outside-the-day", "already-reported", "recorded-by-staff");
    }
}

/// <summary>What staff record.</summary>
internal enum RecordedKind
{
    Absence,
    LateArrival,
}
