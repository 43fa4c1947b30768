using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Temporary;

/// <summary>
/// A headteacher has a child back at the own unit from today on, or does not have it go at all. The guardians are told.
/// </summary>
internal sealed record EndTemporaryPlacement(Guid Id) : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        IUnitAccess access,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<EndTemporaryPlacement>
    {
        public async Task Handle(EndTemporaryPlacement command, CancellationToken ct)
        {
            var stored =
                await db.OneOrNone<(Guid ChildId, Guid HomeId)?>(
                    """
                    select child_id, home_id
                    from roster.temporary_placement
                    where id = @Id and ends_on >= @Today
                    for update
                    """,
                    new { command.Id, Today = clock.Today() },
                    ct
                ) ?? throw Refusal.NotFound("temporary-placement");
            await access.RequireLed(stored.HomeId, ct);

            await db.Execute(
                """
                update roster.temporary_placement
                set ends_on = greatest(@Today, starts_on) - 1, version = version + 1
                where id = @Id
                """,
                new { command.Id, Today = clock.Today() },
                ct
            );
            audit.Changed("roster.end-temporary-placement", "child", stored.ChildId);
            outbox.Publish(TemporaryNotices.Of(command.Id, stored.ChildId, user.PersonId));
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/temporary-placements/{id:guid}",
                    async (Guid id, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new EndTemporaryPlacement(id), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary("Have a child back at its own unit")
                .Refuses(404, "not-found");
    }
}
