namespace Kapprum.Roster.Calendar;

/// <summary>An administrator takes a term or a holiday period out of the calendar.</summary>
internal sealed record RemovePeriod(Guid Id) : ICommand
{
    public sealed class Handler(NpgsqlConnection db, Audit audit) : IRequestHandler<RemovePeriod, Unit>
    {
        public async Task<Unit> Handle(RemovePeriod command, CancellationToken ct)
        {
            if (await db.ExecuteAsync("delete from roster.calendar_period where id = @Id", command) == 0)
                throw Refusal.NotFound("calendar-period");

            audit.Changed("roster.remove-period", "calendar-period", command.Id);
            return Unit.Value;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/calendar/{id:guid}",
                    async (Guid id, IMediator mediator, CancellationToken ct) =>
                    {
                        await mediator.Send(new RemovePeriod(id), ct);
                        return TypedResults.NoContent();
                    }
                )
                .For(Roles.Administrator)
                .Says("Take a term or a holiday period out of the calendar")
                .Refuses(404, "not-found");
    }
}
