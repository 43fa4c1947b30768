using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <summary>
/// Somebody has read a notice of his or hers; once read, it stays so. Tells the page of what it is about, which is the
/// bell's when no module has a word to say of it any more.
/// </summary>
[NoAccessCheck("It is the user's own; that the child may still be seen is asked where its name is looked up.")]
internal sealed record ReadNotice(Guid Id) : ICommand<string>
{
    private sealed record Row(string Kind, Guid AboutId, Guid? ChildId);

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        NoticeKinds kinds,
        CurrentUser user,
        CommitBatch commit,
        Signals signals,
        TimeProvider clock
    ) : ICommandHandler<ReadNotice, string>
    {
        public async Task<string> Handle(ReadNotice command, CancellationToken ct)
        {
            var notice =
                await db.OneOrNone<Row>(
                    """
                    update notifications.notice
                    set read_at = case when kind = any(@Kinds) then coalesce(read_at, @Now) else read_at end
                    where id = @Id and person_id = @PersonId
                    returning kind, about_id, child_id
                    """,
                    new
                    {
                        command.Id,
                        user.PersonId,
                        Kinds = kinds.Names,
                        Now = clock.GetUtcNow(),
                    },
                    ct
                ) ?? throw Refusal.NotFound("notice");
            var name = notice.ChildId is { } childId ? await NameOf(childId, ct) : null;
            var texts = await kinds.Write(
                [new(command.Id, notice.Kind, notice.AboutId, notice.ChildId, name)],
                NoticeMedium.App,
                DateText.Language,
                ct
            );

            commit.After(() => signals.Raise(NoticeWriter.Signal));
            return texts.GetValueOrDefault(command.Id)?.Path ?? "/notifications";
        }

        private async Task<string> NameOf(Guid childId, CancellationToken ct) =>
            (await access.Visible([childId], ct)).GetValueOrDefault(childId)?.GivenName
            ?? throw Refusal.NotFound("notice");
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
                .Roles(Roles.Anyone, Demand.None)
                .Summary("I have read a notice")
                .Refuses(404, "not-found");
    }
}
