using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Calendar;

/// <summary>A closing day is taken back: any by an administrator, one of an own unit by its headteacher.</summary>
[NoAccessCheck("Whose it is stands in the statement's condition: of all units, or of one the user leads.")]
internal sealed record RemoveClosingDay(Guid Id) : ICommand
{
    public sealed class Handler(NpgsqlConnection db, CurrentUser user, Outbox outbox, Audit audit, TimeProvider clock)
        : ICommandHandler<RemoveClosingDay>
    {
        public async Task Handle(RemoveClosingDay command, CancellationToken ct)
        {
            var removed =
                await db.OneOrNone<(DateOnly Day, Guid? UnitId)?>(
                    """
                    delete from roster.closing_day
                    where id = @Id and (@All or unit_id in (select led.unit_id from roster.led_by(@Viewer, @Today) led))
                    returning day, unit_id
                    """,
                    new
                    {
                        command.Id,
                        All = user.Is(Roles.Administrator),
                        Viewer = user.PersonId,
                        Today = clock.Today(),
                    },
                    ct
                ) ?? throw Refusal.NotFound("closing-day");

            audit.Changed("roster.remove-closing-day", "closing-day", command.Id, new { removed.Day, removed.UnitId });
            outbox.Publish(new ClosingDayRemoved(command.Id));
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/closing-days/{id:guid}",
                    async (Guid id, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new RemoveClosingDay(id), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.None)
                .Summary("Take a closing day back")
                .Refuses(404, "not-found");
    }
}
