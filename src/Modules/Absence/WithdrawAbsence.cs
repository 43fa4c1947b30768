using Kapprum.Contracts.Roster;
using Microsoft.Extensions.Options;

namespace Kapprum.Absence;

/// <summary>
/// A guardian takes a report back, until the child's day begins, and what he or she has just reported during it right
/// away; staff take back what staff have recorded, and from the day itself on also a guardian's report, since the child
/// may have come after all.
/// </summary>
internal sealed record WithdrawAbsence(Guid AbsenceId, int? ExpectedVersion = null) : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        IRoster roster,
        IOptions<AbsenceSettings> settings,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<WithdrawAbsence>
    {
        public async Task Handle(WithdrawAbsence command, CancellationToken ct)
        {
            var (absence, day) = await LockedAbsence.Lock(
                command.AbsenceId,
                command.ExpectedVersion,
                db,
                roster,
                user,
                clock,
                ct
            );
            if (!day.Viewer.HasFlag(Relation.Staff))
            {
                absence.IsAGuardiansFor(day, command.AbsenceId);
                if (
                    !OwnDay.MayBeTakenBack(
                        absence.Day,
                        day,
                        absence.RecordedBy,
                        absence.RecordedAt,
                        user,
                        settings.Value,
                        clock
                    )
                )
                    throw Refusal.Conflict("day-has-begun");
            }
            else if (!absence.ByStaff && absence.Day > clock.Today() && !day.Viewer.HasFlag(Relation.Guardian))
                throw Refusal.Conflict("reported-by-guardian");

            await db.Execute(
                "update absence.absence set withdrawn_by = @By, withdrawn_at = @Now, version = version + 1 where id = @AbsenceId",
                new
                {
                    command.AbsenceId,
                    By = user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );

            audit.Changed(
                "absence.withdraw",
                "absence",
                command.AbsenceId,
                new { absence.ChildId, absence.Day },
                onBehalfOf: absence.ChildId
            );
            outbox.Publish(
                AbsenceNotices.Of(AbsenceNotices.Withdrawn, command.AbsenceId, absence.ChildId, user.PersonId)
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/absences/{id:guid}",
                    async (Guid id, ISender sender, HttpRequest request, CancellationToken ct) =>
                    {
                        await sender.Send(new WithdrawAbsence(id, EntityTag.Expected(request)), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Guardian | Roles.Staff)
                .Summary("Withdraw an absence; the child is expected after all")
                .Refuses(404, "not-found")
                .Refuses(409, "day-has-begun", "recorded-by-staff", "reported-by-guardian")
                .Refuses(412, "stale");
    }
}
