using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Units;

/// <summary>A group's simple timetable, for administrators and the unit's headteacher.</summary>
internal sealed record GetGroupHours(Guid GroupId) : IQuery<GetGroupHours.Answer>
{
    /// <param name="Days">The weekdays with something to attend, in order; empty when the unit's hours count.</param>
    public sealed record Answer(Guid GroupId, int Version, IReadOnlyList<GroupDay> Days) : IVersioned;

    public sealed class Handler(NpgsqlConnection db, IUnitAccess access) : IQueryHandler<GetGroupHours, Answer>
    {
        public async Task<Answer> Handle(GetGroupHours query, CancellationToken ct)
        {
            await access.RequireGroup(query.GroupId, ct);

            await using var found = await db.QuerySeveral(
                """
                select hours_version from roster.child_group where id = @GroupId;

                select weekday, begins, ends from roster.group_hours where group_id = @GroupId order by weekday
                """,
                query,
                ct
            );
            var version = await found.One<int>();
            return new(query.GroupId, version, await found.Query<GroupDay>());
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/groups/{id:guid}/hours",
                    (Guid id, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Get(new GetGroupHours(id), ct)
                )
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.None)
                .Summary("A group's timetable: start and end per weekday; the version is in ETag")
                .Refuses(404, "not-found");
    }
}
