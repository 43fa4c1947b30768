using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>
/// A guardian says that a child who was ill is well again: nobody is asked any more whether it still is. The child is
/// expected as on any day, so that nobody is told.
/// </summary>
/// <param name="AbsenceId">The latest day the child was ill.</param>
internal sealed record SayWell(Guid AbsenceId, int? ExpectedVersion = null) : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        OtherHomes otherHomes,
        CurrentUser user,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<SayWell>
    {
        public async Task Handle(SayWell command, CancellationToken ct)
        {
            var (absence, viewer) = await StoredAbsence.Lock(
                command.AbsenceId,
                command.ExpectedVersion,
                db,
                access,
                ct
            );
            absence = await otherHomes.Known(absence, ct);
            if (AbsenceRules.WhyNotSayWell(absence, viewer) is { } no)
                throw no;

            await db.Execute(
                "update absence.absence set well_by = @By, well_at = @Now where id = @AbsenceId",
                new
                {
                    command.AbsenceId,
                    By = user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
            audit.Changed(
                "absence.say-well",
                "absence",
                command.AbsenceId,
                new { absence.ChildId, absence.Day },
                onBehalfOf: absence.ChildId
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/absences/{id:guid}/well",
                    async (Guid id, ISender sender, HttpRequest request, CancellationToken ct) =>
                    {
                        await sender.Send(new SayWell(id, EntityTag.Expected(request)), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Guardian, Demand.None)
                .Summary("The child who was ill is well again")
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
