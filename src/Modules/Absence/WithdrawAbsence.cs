using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

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
        IChildAccess access,
        IChildDays days,
        OtherHomes otherHomes,
        ISettings settings,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<WithdrawAbsence>
    {
        public async Task Handle(WithdrawAbsence command, CancellationToken ct)
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
            var undoMinutes = await settings.Get(AbsenceSettings.UndoMinutes, ct);
            if (AbsenceRules.WhyNotWithdraw(absence, viewer, day, undoMinutes, user, clock) is { } no)
                throw no;

            await db.Execute(
                """
                update absence.absence set withdrawn_by = @By, withdrawn_at = @Now, version = version + 1
                where id = @AbsenceId
                """,
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
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Scope("absence.write")
                .Summary("Withdraw an absence; the child is expected after all")
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "absence/day-has-begun",
                    "absence/recorded-by-staff",
                    "absence/reported-by-guardian",
                    "absence/other-home"
                )
                .Refuses(412, "stale");
    }
}
