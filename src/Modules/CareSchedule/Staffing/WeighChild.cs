using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>The headteacher says that a child needs more of the adults than others of its age.</summary>
/// <param name="Weight">As how many children it counts, 1 to 10 in hundredths; null when it counts as others.</param>
internal sealed record WeighChild(decimal? Weight) : ICommand<int>
{
    internal Guid ChildId { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<WeighChild>
    {
        public Validator() => RuleFor(x => x.Weight).InclusiveBetween(1, 10).PrecisionScale(4, 2, true);
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        CurrentUser user,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<WeighChild, int>
    {
        public async Task<int> Handle(WeighChild command, CancellationToken ct)
        {
            await access.Require(command.ChildId, Relation.Headteacher, ct);

            // Whether it needs more is nobody's to read in the log.
            audit.Changed("careschedule.weigh-child", "child", command.ChildId, onBehalfOf: command.ChildId);
            await db.Execute(
                """
                insert into careschedule.child_weight (child_id, set_by, set_at, version)
                values (@ChildId, @By, @Now, 0)
                on conflict (child_id) do nothing
                """,
                new
                {
                    command.ChildId,
                    By = user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
            var version = await db.One<int>(
                "select version from careschedule.child_weight where child_id = @ChildId for update",
                new { command.ChildId },
                ct
            );
            if (command.ExpectedVersion is { } expected && expected != version)
                throw Refusal.Stale();
            return await db.One<int>(
                """
                update careschedule.child_weight
                set weight = @Weight, set_by = @By, set_at = @Now, version = version + 1
                where child_id = @ChildId
                returning version
                """,
                new
                {
                    command.ChildId,
                    command.Weight,
                    By = user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/children/{childId:guid}/staffing-weight",
                    (Guid childId, WeighChild command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { ChildId = childId, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary("Say as how many children one counts that needs more of the adults", new WeighChild(1.5m))
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
