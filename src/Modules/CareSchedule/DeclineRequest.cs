namespace Kapprum.CareSchedule;

/// <summary>Staff of the child's own groups say no to what a guardian has asked for, and why.</summary>
internal sealed record DeclineRequest(DeclineReason Reason) : ICommand
{
    internal Guid Id { get; init; }

    public sealed class Validator : AbstractValidator<DeclineRequest>
    {
        public Validator() => RuleFor(x => x.Reason).IsInEnum();
    }

    public sealed class Handler(
        RequestAccess access,
        CareRequests requests,
        HomesApart apart,
        CurrentUser user,
        Outbox outbox,
        Audit audit
    ) : ICommandHandler<DeclineRequest>
    {
        public async Task Handle(DeclineRequest command, CancellationToken ct)
        {
            var asked = await access.Answering(command.Id, ct);

            await requests.Answer(asked.Id, RequestState.Declined, command.Reason, user.PersonId, ct);
            audit.Changed(
                "careschedule.decline-request",
                "child",
                asked.ChildId,
                new
                {
                    asked.UnitId,
                    asked.Day,
                    Reason = command.Reason.Stored(),
                },
                onBehalfOf: asked.ChildId
            );
            outbox.Publish(
                await apart.Told(
                    RequestNotices.Of(RequestNotices.Answered, asked.Id, asked.ChildId, user.PersonId),
                    asked.Household,
                    ct
                )
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/care-requests/{id:guid}/decline",
                    async (Guid id, DeclineRequest command, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(command with { Id = id }, ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary(
                    "Say no to what a guardian has asked for, and why",
                    new DeclineRequest(DeclineReason.TooFewStaff)
                )
                .Refuses(403, "careschedule/own-child")
                .Refuses(404, "not-found")
                .Refuses(409, "careschedule/request-answered", "careschedule/request-lapsed");
    }
}
