using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>
/// A guardian changes a report, until the child's day begins. What is left out becomes the whole day, or no note.
/// </summary>
/// <param name="From">Start of the part; left out it is the start of the child's day.</param>
/// <param name="Until">End of the part; left out it is the end of the child's day.</param>
/// <param name="Reason">ill, medical or other.</param>
/// <param name="Note">A word to staff, at most 500 characters.</param>
internal sealed record ChangeAbsence(
    Reason Reason,
    TimeOfDay? From = null,
    TimeOfDay? Until = null,
    string? Note = null
) : ICommand
{
    internal Guid AbsenceId { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<ChangeAbsence>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.Reason).IsInEnum();
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
        OtherHomes otherHomes,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<ChangeAbsence>
    {
        public async Task Handle(ChangeAbsence command, CancellationToken ct)
        {
            var (absence, viewer) = await StoredAbsence.Lock(
                command.AbsenceId,
                command.ExpectedVersion,
                db,
                access,
                ct
            );
            var guardian = viewer.Is(Relation.Guardian);
            if (guardian)
                absence = await otherHomes.Known(absence, ct);
            var day = await (guardian ? days.KnownTo(user.PersonId) : days).On(absence.ChildId, absence.Day, ct);
            if (AbsenceRules.WhyNotChange(absence, viewer, day, clock) is { } no)
                throw no;

            var part = DayPart.Of(day, command.From, command.Until);
            // Another report may come in between; the transaction is over then, so that it cannot be asked which.
            var changed = await db.Execute(
                    """
                    update absence.absence
                    set whole_day = @WholeDay, from_time = @From, until_time = @Until, reason = @Reason, note = @Note,
                        changed_by = @By, changed_at = @Now, version = version + 1
                    where id = @AbsenceId
                      and not exists (
                          select from absence.absence other
                          where other.child_id = @ChildId and other.day = @Day and other.id <> @AbsenceId
                            and other.withdrawn_at is null and other.from_time < @Until and other.until_time > @From)
                    """,
                    new
                    {
                        command.AbsenceId,
                        absence.ChildId,
                        absence.Day,
                        part.WholeDay,
                        part.From,
                        part.Until,
                        command.Reason,
                        Note = command.Note.TrimmedLinesOrNull(),
                        By = user.PersonId,
                        Now = clock.GetUtcNow(),
                    },
                    ct
                )
                .OrRefuse("absence_stands_once", "absence/already-reported");

            if (changed == 0)
                throw await Overlap.Refused(db, absence.ChildId, absence.Day, part, except: command.AbsenceId, ct: ct);

            audit.Changed(
                "absence.change",
                "absence",
                command.AbsenceId,
                new { absence.ChildId, absence.Day },
                onBehalfOf: absence.ChildId
            );
            outbox.Publish(
                AbsenceNotices.Of(AbsenceNotices.Changed, command.AbsenceId, absence.ChildId, user.PersonId)
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/absences/{id:guid}",
                    async (Guid id, ChangeAbsence command, ISender sender, HttpRequest request, CancellationToken ct) =>
                    {
                        await sender.Send(
                            command with
                            {
                                AbsenceId = id,
                                ExpectedVersion = EntityTag.Expected(request),
                            },
                            ct
                        );
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Guardian, Demand.None)
                .Summary("Change a report, until the child's day begins", new ChangeAbsence(Reason.Ill, Note: "Feber"))
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "absence/day-has-begun",
                    "absence/other-home",
                    "absence/recorded-by-staff",
                    "absence/nothing-to-attend",
                    "absence/outside-the-day",
                    "absence/already-reported"
                )
                .Refuses(412, "stale");
    }
}
