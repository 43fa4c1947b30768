using Kapprum.Contracts.Absence;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>
/// A guardian takes a report back, until the child's day begins; staff take back what staff have recorded, and from the day itself on also
/// a guardian's report, since the child may have come after all.
/// </summary>
internal sealed record WithdrawAbsence(Guid AbsenceId) : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db, IRoster roster, CurrentUser user, Outbox outbox, Audit audit, TimeProvider clock)
        : IRequestHandler<WithdrawAbsence, Unit>
    {
        public async Task<Unit> Handle(WithdrawAbsence command, CancellationToken ct)
        {
            var (absence, day) = await Reported.Lock(command.AbsenceId, db, roster, user, clock);
            if (!day.Viewer.HasFlag(Relation.Staff))
                await Reported.LockOwn(command.AbsenceId, db, roster, user, clock);
            else if (!absence.ByStaff && absence.Day > clock.Today() && !day.Viewer.HasFlag(Relation.Guardian))
                throw Refusal.Conflict("reported-by-guardian");

            await db.ExecuteAsync(
                "update absence.absence set withdrawn_by = @By, withdrawn_at = @Now, version = version + 1 where id = @AbsenceId",
                new { command.AbsenceId, By = user.PersonId, Now = clock.GetUtcNow() });

            audit.Changed("absence.withdraw", "absence", command.AbsenceId, new { absence.ChildId, absence.Day }, onBehalfOf: absence.ChildId);
            outbox.Publish(new AbsenceWithdrawn(command.AbsenceId, absence.ChildId, absence.Day, user.PersonId));
            return Unit.Value;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete("/absences/{id:guid}", async (Guid id, IMediator mediator, CancellationToken ct) =>
            {
                await mediator.Send(new WithdrawAbsence(id), ct);
                return TypedResults.NoContent();
            })
            .For(Roles.Guardian | Roles.Staff)
            .Says("Withdraw an absence; the child is expected after all")
            .Refuses(404, "not-found")
            .Refuses(409, "day-has-begun", "recorded-by-staff", "reported-by-guardian");
    }
}
