namespace Kapprum.Notifications;

/// <summary>Somebody has read all there is, or all that had come until a moment.</summary>
/// <param name="Until">When the latest one seen came; what has come later stays unread. Left out, all are read.</param>
/// <param name="ChildId">Only what is about this child.</param>
[NoAccessCheck("They are the user's own, and nothing is told.")]
internal sealed record ReadAllNotices(DateTimeOffset? Until = null, Guid? ChildId = null) : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        NoticeKinds kinds,
        CurrentUser user,
        CommitBatch commit,
        Signals signals,
        TimeProvider clock
    ) : ICommandHandler<ReadAllNotices>
    {
        public async Task Handle(ReadAllNotices command, CancellationToken ct)
        {
            // A kind that only a newer host knows has not been seen.
            var read = await db.Execute(
                $"""
                update notifications.notice set read_at = @Now
                where person_id = @PersonId and read_at is null and created_at <= @Until and kind = any(@Kinds)
                {(command.ChildId is null ? "" : "and child_id = @ChildId")}
                """,
                new
                {
                    user.PersonId,
                    command.ChildId,
                    Kinds = kinds.Names,
                    Now = clock.GetUtcNow(),
                    Until = (command.Until ?? clock.GetUtcNow()).ToUniversalTime(),
                },
                ct
            );
            if (read > 0)
                commit.After(() => signals.Raise(NoticeWriter.Signal));
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/notifications/read",
                    async (ReadAllNotices command, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(command, ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary(
                    "I have read all notices, or all until one",
                    new ReadAllNotices(Until: new(2026, 11, 24, 7, 12, 0, TimeSpan.FromHours(1)))
                );
    }
}
