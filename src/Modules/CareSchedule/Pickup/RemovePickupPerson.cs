namespace Kapprum.CareSchedule.Pickup;

/// <summary>A guardian takes somebody from the list of those who fetch a child.</summary>
internal sealed record RemovePickupPerson(Guid Id, int? ExpectedVersion = null) : ICommand
{
    public sealed class Handler(NpgsqlConnection db, PickupPersonAccess access, Audit audit)
        : ICommandHandler<RemovePickupPerson>
    {
        public async Task Handle(RemovePickupPerson command, CancellationToken ct)
        {
            var child = await access.Locked(command.Id, command.ExpectedVersion, ct);
            await db.Execute("delete from careschedule.pickup_person where id = @Id", new { command.Id }, ct);
            audit.Changed("careschedule.remove-pickup-person", "child", child, onBehalfOf: child);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/pickup-persons/{id:guid}",
                    async (Guid id, ISender sender, HttpRequest request, CancellationToken ct) =>
                    {
                        await sender.Send(new RemovePickupPerson(id, EntityTag.Expected(request)), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Guardian, Demand.None)
                .Summary("Take somebody from the list of those who fetch a child")
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
