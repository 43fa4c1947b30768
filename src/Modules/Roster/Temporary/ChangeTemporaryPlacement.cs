using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Temporary;

/// <summary>
/// A headteacher changes where and when a child of the own unit is elsewhere; when it is there already, only the last
/// day. The guardians are told.
/// </summary>
/// <param name="At">The unit it is at.</param>
/// <param name="EndsOn">The last day, today or later.</param>
/// <param name="InGroup">The group there; in none when left out.</param>
internal sealed record ChangeTemporaryPlacement(Guid At, DateOnly StartsOn, DateOnly EndsOn, Guid? InGroup = null)
    : ICommand<int>
{
    internal Guid Id { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<ChangeTemporaryPlacement>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.EndsOn)
                .GreaterThanOrEqualTo(x => x.StartsOn)
                .WithMessage(_ => texts["roster.ends-before-start"]);
            RuleFor(x => x.EndsOn)
                .Must(day => day >= clock.Today() && day <= clock.Today().AddDays(766))
                .WithMessage(_ => texts["roster.temporary.too-far"]);
        }
    }

    private sealed record Stored(
        Guid ChildId,
        Guid HomeId,
        Guid UnitId,
        Guid? GroupId,
        DateOnly StartsOn,
        DateOnly EndsOn,
        int Version
    );

    public sealed class Handler(
        NpgsqlConnection db,
        IUnitAccess access,
        TemporaryRules rules,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<ChangeTemporaryPlacement, int>
    {
        public async Task<int> Handle(ChangeTemporaryPlacement command, CancellationToken ct)
        {
            var stored =
                await db.OneOrNone<Stored>(
                    """
                    select child_id, home_id, unit_id, group_id, starts_on, ends_on, version
                    from roster.temporary_placement
                    where id = @Id and ends_on >= @Today
                    for update
                    """,
                    new { command.Id, Today = clock.Today() },
                    ct
                ) ?? throw Refusal.NotFound("temporary-placement");
            await access.RequireLed(stored.HomeId, ct);
            if (command.ExpectedVersion is { } expected && expected != stored.Version)
                throw Refusal.Stale();
            var goes =
                (command.At, command.InGroup, command.StartsOn) != (stored.UnitId, stored.GroupId, stored.StartsOn);
            if (goes && (stored.StartsOn < clock.Today() || command.StartsOn < clock.Today()))
                throw Refusal.Conflict("roster/temporary-has-begun");
            await rules.Require(
                stored.HomeId,
                [stored.ChildId],
                (command.At, command.InGroup),
                command.StartsOn,
                command.EndsOn,
                ct
            );

            if (goes)
                await rules.RequireNobodyThere([stored.ChildId], command.StartsOn, ct);

            audit.Changed(
                "roster.change-temporary-placement",
                "child",
                stored.ChildId,
                new
                {
                    command.At,
                    command.StartsOn,
                    command.EndsOn,
                }
            );
            outbox.Publish(TemporaryNotices.Of(command.Id, stored.ChildId, user.PersonId));
            return await db.Value<int>(
                    """
                    update roster.temporary_placement
                    set unit_id = @At, group_id = @InGroup, starts_on = @StartsOn, ends_on = @EndsOn,
                        version = version + 1
                    where id = @Id
                    returning version
                    """,
                    new
                    {
                        command.Id,
                        command.At,
                        command.InGroup,
                        command.StartsOn,
                        command.EndsOn,
                    },
                    ct
                )
                .OrRefuse("temporary_placement_apart", "roster/temporary-overlaps");
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/temporary-placements/{id:guid}",
                    (Guid id, ChangeTemporaryPlacement command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { Id = id, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary(
                    "Change where and when a child is elsewhere",
                    new ChangeTemporaryPlacement(Guid.Empty, new(2027, 7, 12), new(2027, 7, 30))
                )
                .Refuses(400, "roster/temporary-no-unit", "roster/temporary-no-group", "roster/temporary-closed")
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "roster/temporary-has-begun",
                    "roster/temporary-outside-placement",
                    "roster/temporary-is-there",
                    "roster/temporary-overlaps"
                )
                .Refuses(412, "stale");
    }
}
