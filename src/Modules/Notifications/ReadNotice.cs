using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <summary>
/// Somebody has read a notice of his or hers; once read, it stays so. Tells the page of what it is about.
/// </summary>
internal sealed record ReadNotice(Guid Id) : ICommand<string>
{
    public sealed class Handler(
        NpgsqlConnection db,
        IAudience audience,
        CurrentUser user,
        CommitBatch commit,
        Signals signals,
        TimeProvider clock
    ) : ICommandHandler<ReadNotice, string>
    {
        public async Task<string> Handle(ReadNotice command, CancellationToken ct)
        {
            var (child, about) = await db.OneOrNone<(Guid, Guid)>(
                """
                update notifications.notice set read_at = coalesce(read_at, @Now)
                where id = @Id and person_id = @PersonId
                returning child_id, about_id
                """,
                new
                {
                    command.Id,
                    user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
            if (await audience.Related([new(child, user.PersonId)], ct) is [])
                throw Refusal.NotFound("notice");

            commit.After(() => signals.Raise(Bell.Signal));
            return ListNotices.PathOf(about);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/notifications/{id:guid}/read",
                    async (Guid id, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new ReadNotice(id), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Anyone)
                .Summary("I have read a notice")
                .Refuses(404, "not-found");
    }
}
