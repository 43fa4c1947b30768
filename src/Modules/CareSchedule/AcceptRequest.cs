namespace Kapprum.CareSchedule;

/// <summary>
/// Staff of the child's own groups say yes to what a guardian has asked for: the day has those times, as agreed.
/// </summary>
internal sealed record AcceptRequest(Guid Id) : ICommand
{
    public sealed class Handler(
        RequestAccess access,
        ScheduleVersion version,
        CareRequests requests,
        HomesApart apart,
        DayChanges changes,
        CurrentUser user,
        Outbox outbox,
        Audit audit
    ) : ICommandHandler<AcceptRequest>
    {
        public async Task Handle(AcceptRequest command, CancellationToken ct)
        {
            var asked = await access.Answering(command.Id, ct);

            await changes.Agree(asked, new CareWriter(user.PersonId, ByStaff: true), ct);
            await requests.Answer(asked.Id, RequestState.Accepted, reason: null, user.PersonId, ct);
            await version.ChangeDays(asked.ChildId, [asked.Day], ct);

            audit.Changed(
                "careschedule.accept-request",
                "child",
                asked.ChildId,
                new { asked.UnitId, asked.Day },
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
                    "/care-requests/{id:guid}/accept",
                    async (Guid id, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new AcceptRequest(id), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("Say yes to what a guardian has asked for")
                .Refuses(403, "careschedule/own-child")
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "careschedule/request-answered",
                    "careschedule/request-lapsed",
                    "careschedule/others-place",
                    "careschedule/others-day"
                );
    }
}
