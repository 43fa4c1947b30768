using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>
/// The headteacher sees which of a unit's children need more of the adults than others. It is in the log.
/// </summary>
internal sealed record ListWeights(Guid UnitId) : IQuery<ListWeights.Answer>
{
    /// <param name="Children">All of the unit's, by group and name.</param>
    public sealed record Answer(Guid UnitId, IReadOnlyList<Item> Children);

    /// <param name="Name">In full.</param>
    /// <param name="Weight">As how many children it counts; null as others of its age.</param>
    public sealed record Item(Guid ChildId, string Name, string? Group, decimal? Weight, int Version);

    private sealed record Row(Guid ChildId, decimal? Weight, int Version);

    public sealed class Handler(
        NpgsqlConnection db,
        IUnitAccess access,
        IChildren ofStaff,
        Audit audit,
        TimeProvider clock
    ) : IQueryHandler<ListWeights, Answer>
    {
        public async Task<Answer> Handle(ListWeights query, CancellationToken ct)
        {
            await access.RequireLed(query.UnitId, ct);

            var children = (await ofStaff.OfStaff(clock.Today(), ct))
                .Select(one => one.Child)
                .Where(child => child.UnitId == query.UnitId)
                .DistinctBy(child => child.Id)
                .ToList();
            var weights = (
                await db.Query<Row>(
                    "select child_id, weight, version from careschedule.child_weight where child_id = any(@Children)",
                    new { Children = children.Select(child => child.Id).ToArray() },
                    ct
                )
            ).ToDictionary(row => row.ChildId);
            await audit.Read("careschedule.read-weights", "unit", query.UnitId, ct);
            return new(
                query.UnitId,
                [
                    .. from child in children
                    let own = weights.GetValueOrDefault(child.Id)
                    select new Item(
                        child.Id,
                        $"{child.GivenName} {child.FamilyName}".Trim(),
                        child.Group,
                        own?.Weight,
                        own?.Version ?? 0
                    ),
                ]
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/units/{id:guid}/staffing-weights",
                    (Guid id, ISender sender, CancellationToken ct) => sender.Send(new ListWeights(id), ct)
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary("Which children of a unit need more of the adults")
                .Refuses(404, "not-found");
    }
}
