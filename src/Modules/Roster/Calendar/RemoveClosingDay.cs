using Kapprum.Roster.Units;

namespace Kapprum.Roster.Calendar;

/// <summary>A closing day is taken back: any by an administrator, one of an own unit by its headteacher.</summary>
internal sealed record RemoveClosingDay(Guid Id) : ICommand
{
    public sealed class Handler(NpgsqlConnection db, CurrentUser user, Audit audit, TimeProvider clock)
        : ICommandHandler<RemoveClosingDay>
    {
        public async Task Handle(RemoveClosingDay command, CancellationToken ct)
        {
            var removed =
                await db.OneOrNone<(DateOnly Day, Guid? UnitId)?>(
                    $"""
                    delete from roster.closing_day c
                    where c.id = @Id and (@All or exists (select from roster.unit u where u.id = c.unit_id and {Led.ByViewer}))
                    returning c.day, c.unit_id
                    """,
                    Led.By(user, clock, command),
                    ct
                ) ?? throw Refusal.NotFound("closing-day");

            audit.Changed("roster.remove-closing-day", "closing-day", command.Id, new { removed.Day, removed.UnitId });
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
                .Roles(Roles.Administrator | Roles.Headteacher)
                .Summary("Take a closing day back")
                .Refuses(404, "not-found");
    }
}
