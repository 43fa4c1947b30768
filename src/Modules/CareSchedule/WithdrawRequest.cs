namespace Kapprum.CareSchedule;

/// <summary>A guardian takes back what was asked for, while it waits for an answer.</summary>
internal sealed record WithdrawRequest(Guid Id) : ICommand
{
    public sealed class Handler(NpgsqlConnection db, RequestAccess access, Audit audit)
        : ICommandHandler<WithdrawRequest>
    {
        public async Task Handle(WithdrawRequest command, CancellationToken ct)
        {
            var asked = await access.Withdrawing(command.Id, ct);
            await db.Execute(
                "update careschedule.request set state = 'withdrawn' where id = @Id",
                new { command.Id },
                ct
            );
            audit.Changed(
                "careschedule.withdraw-request",
                "child",
                asked.ChildId,
                new { asked.UnitId, asked.Day },
                onBehalfOf: asked.ChildId
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/care-requests/{id:guid}",
                    async (Guid id, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new WithdrawRequest(id), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Guardian, Demand.None)
                .Summary("Take back what was asked for")
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "careschedule/request-answered",
                    "careschedule/request-lapsed",
                    "careschedule/others-place"
                );
    }
}
