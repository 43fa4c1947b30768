using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Temporary;

/// <summary>
/// A headteacher has children of the own unit at another unit or group for some days, all of them or none. Their
/// guardians are told.
/// </summary>
/// <param name="Children">At most 500 of the unit.</param>
/// <param name="At">The unit they are at; it may be the own one, with another group.</param>
/// <param name="StartsOn">Today or later, at most 400 days ahead.</param>
/// <param name="EndsOn">The last day, at most a year after <paramref name="StartsOn"/>.</param>
/// <param name="InGroup">The group there; in none when left out.</param>
internal sealed record PlaceTemporarily(
    IReadOnlyList<Guid> Children,
    Guid At,
    DateOnly StartsOn,
    DateOnly EndsOn,
    TemporaryReason Reason,
    Guid? InGroup = null
) : ICommand<PlaceTemporarily.Placed>
{
    internal Guid UnitId { get; init; }

    /// <param name="Ids">In the order of the children.</param>
    public sealed record Placed(IReadOnlyList<Guid> Ids);

    public sealed class Validator : AbstractValidator<PlaceTemporarily>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Children)
                .Must(children => children.Count is > 0 and <= 500)
                .WithMessage(_ => texts["roster.temporary.children-missing"]);
            RuleFor(x => x.Reason).IsInEnum();
            RuleFor(x => x.StartsOn)
                .Must(day => day >= clock.Today() && day <= clock.Today().AddDays(IChildDays.Horizon))
                .WithMessage(_ => texts["roster.temporary.too-far"]);
            RuleFor(x => x.EndsOn)
                .GreaterThanOrEqualTo(x => x.StartsOn)
                .WithMessage(_ => texts["roster.ends-before-start"]);
            RuleFor(x => x.EndsOn)
                .Must((x, ends) => ends.DayNumber - x.StartsOn.DayNumber <= 366)
                .WithMessage(_ => texts["roster.period-too-long"]);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IUnitAccess access,
        TemporaryRules rules,
        CurrentUser user,
        Outbox outbox,
        Audit audit
    ) : ICommandHandler<PlaceTemporarily, Placed>
    {
        public async Task<Placed> Handle(PlaceTemporarily command, CancellationToken ct)
        {
            await access.RequireLed(command.UnitId, ct);
            var children = command.Children.Distinct().ToArray();
            await rules.Require(
                command.UnitId,
                children,
                (command.At, command.InGroup),
                command.StartsOn,
                command.EndsOn,
                ct
            );

            await rules.RequireNobodyThere(children, command.StartsOn, ct);

            var ids = children.Select(_ => Guid.CreateVersion7()).ToArray();
            await db.Execute(
                    """
                    insert into roster.temporary_placement
                        (id, child_id, home_id, unit_id, group_id, reason, starts_on, ends_on)
                    select id, child_id, @UnitId, @At, @InGroup, @Reason, @StartsOn, @EndsOn
                    from unnest(@ids, @children) as placed (id, child_id)
                    """,
                    new
                    {
                        ids,
                        children,
                        command.UnitId,
                        command.At,
                        command.InGroup,
                        command.Reason,
                        command.StartsOn,
                        command.EndsOn,
                    },
                    ct
                )
                .OrRefuse("temporary_placement_apart", "roster/temporary-overlaps");

            audit.Changed(
                "roster.place-temporarily",
                "child",
                children,
                new
                {
                    command.At,
                    command.StartsOn,
                    command.EndsOn,
                },
                by: null
            );
            foreach (var (id, child) in ids.Zip(children))
                outbox.Publish(TemporaryNotices.Of(id, child, user.PersonId));
            return new(ids);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/units/{id:guid}/temporary-placements",
                    async (Guid id, PlaceTemporarily command, ISender sender, CancellationToken ct) =>
                        TypedResults.Ok(await sender.Send(command with { UnitId = id }, ct))
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary(
                    "Have children of a unit elsewhere for some days",
                    new PlaceTemporarily(
                        [Guid.Empty],
                        Guid.Empty,
                        new(2027, 7, 12),
                        new(2027, 8, 6),
                        TemporaryReason.Merge
                    )
                )
                .Refuses(400, "roster/temporary-no-unit", "roster/temporary-no-group", "roster/temporary-closed")
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "roster/temporary-outside-placement",
                    "roster/temporary-is-there",
                    "roster/temporary-overlaps"
                );
    }
}
