using Kapprum.Contracts.Roster;

namespace Kapprum.__Module__;

/// <summary>Staff __words__ for a child.</summary>
internal sealed record __Slice__(Guid ChildId) : ICommand
{
    public sealed class Validator : AbstractValidator<__Slice__>
    {
        public Validator() => RuleFor(x => x.ChildId).NotEmpty();
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        CurrentUser user,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<__Slice__>
    {
        public async Task Handle(__Slice__ command, CancellationToken ct)
        {
            await access.Require(command.ChildId, Relation.Staff, ct);

            await db.Execute(
                """
                insert into __module__.__table__ (id, child_id, done_by, done_at)
                values (@id, @ChildId, @By, @Now)
                """,
                new
                {
                    id = Guid.CreateVersion7(),
                    command.ChildId,
                    By = user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );

            audit.Changed("__module__.__slice__", "person", command.ChildId, onBehalfOf: command.ChildId);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/children/{childId:guid}/__slice__",
                    async (Guid childId, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new __Slice__(childId), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("__Words__ for a child")
                .Refuses(404, "not-found");
    }
}
