using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Units;

/// <summary>When a unit is open, for administrators and its headteacher.</summary>
internal sealed record GetUnitHours(Guid UnitId) : IQuery<GetUnitHours.Answer>
{
    /// <param name="Days">The weekdays and times it is open, in order.</param>
    public sealed record Answer(Guid UnitId, int Version, IReadOnlyList<OpenDay> Days) : IVersioned;

    public sealed class Handler(NpgsqlConnection db, IUnitAccess access) : IQueryHandler<GetUnitHours, Answer>
    {
        public async Task<Answer> Handle(GetUnitHours query, CancellationToken ct)
        {
            await access.Require(query.UnitId, ct);

            await using var found = await db.QuerySeveral(
                """
                select hours_version from roster.unit where id = @UnitId;
                select weekday, opens, closes from roster.unit_hours where unit_id = @UnitId order by weekday, opens
                """,
                query,
                ct
            );
            var version = await found.One<int>();
            return new(query.UnitId, version, await found.Query<OpenDay>());
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/units/{id:guid}/hours",
                    (Guid id, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Get(new GetUnitHours(id), ct)
                )
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.None)
                .Summary("When a unit is open; the version is in ETag")
                .Refuses(404, "not-found");
    }
}
