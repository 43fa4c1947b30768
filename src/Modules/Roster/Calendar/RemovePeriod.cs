namespace Kapprum.Roster.Calendar;

/// <summary>An administrator takes a term or a holiday period out of the calendar.</summary>
[NoAccessCheck("The calendar is the municipality's, for administrators by their role.")]
internal sealed record RemovePeriod(Guid Id) : ICommand
{
    public sealed class Handler(NpgsqlConnection db, Audit audit) : ICommandHandler<RemovePeriod>
    {
        public async Task Handle(RemovePeriod command, CancellationToken ct)
        {
            if (await db.Execute("delete from roster.calendar_period where id = @Id", command, ct) == 0)
                throw Refusal.NotFound("calendar-period");

            audit.Changed("roster.remove-period", "calendar-period", command.Id);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/calendar/{id:guid}",
                    async (Guid id, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new RemovePeriod(id), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Administrator, Demand.None)
                .Summary("Take a term or a holiday period out of the calendar")
                .Refuses(404, "not-found");
    }
}
