namespace Kapprum.Notifications;

/// <summary>The number of the reader's unread notices as it changes, as Server-Sent Events.</summary>
internal static class FollowUnread
{
    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/notifications/stream",
                    (UnreadStreams streams, CurrentUser user, HttpResponse response, CancellationToken ct) =>
                    {
                        // Nginx would keep it back until it has enough.
                        response.Headers["X-Accel-Buffering"] = "no";
                        return TypedResults.ServerSentEvents(streams.Follow(user.AccountId, user.PersonId, ct));
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary(
                    "How many notices I have not read, now and each time it changes (Server-Sent Events, "
                        + "closed after five minutes)"
                )
                .Refuses(429, "notifications/too-many-streams");
    }
}
