namespace Kapprum.Notifications;

/// <summary>How many notices the reader has not read, in all and about each child.</summary>
internal sealed record CountUnread : IQuery<UnreadCounts>
{
    public sealed class Handler(NoticeQueries notices, CurrentUser user) : IQueryHandler<CountUnread, UnreadCounts>
    {
        public Task<UnreadCounts> Handle(CountUnread query, CancellationToken ct) =>
            notices.UnreadOf(user.PersonId, seen: [], ct: ct);
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/notifications/unread",
                    (ISender sender, CancellationToken ct) => sender.Send(new CountUnread(), ct)
                )
                .Roles(Roles.Anyone, Demand.None)
                .Scope("notices.read")
                .Summary("How many notices I have not read");
    }
}
