using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// The headteacher decides whether the homes of a child see each other's days. Apart, a guardian learns of the other
/// home's days no more than that they are the other home's; the staff see all. No guardian decides it.
/// </summary>
/// <param name="Apart">They see their own days only.</param>
internal sealed record KeepHomesApart(bool Apart) : ICommand<int>
{
    internal Guid ChildId { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        ScheduleVersion version,
        CurrentUser user,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<KeepHomesApart, int>
    {
        public async Task<int> Handle(KeepHomesApart command, CancellationToken ct)
        {
            await access.Require(command.ChildId, Relation.Headteacher, ct);
            await version.Lock(command.ChildId, [clock.Today()], command.ExpectedVersion, ct);

            await db.Execute(
                """
                delete from careschedule.homes_apart where child_id = @ChildId;
                insert into careschedule.homes_apart (child_id, set_by, set_at)
                select @ChildId, @PersonId, @Now where @Apart
                """,
                new
                {
                    command.ChildId,
                    command.Apart,
                    user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
            audit.Changed(
                "careschedule.keep-homes-apart",
                "child",
                command.ChildId,
                new { command.Apart },
                onBehalfOf: command.ChildId
            );
            return await version.ChangePatterns(command.ChildId, ct);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/children/{childId:guid}/homes-apart",
                    (Guid childId, KeepHomesApart command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { ChildId = childId, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary("Decide whether the homes of a child see each other's days", new KeepHomesApart(true))
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
