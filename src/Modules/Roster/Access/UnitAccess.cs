using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Access;

internal sealed class UnitAccess(NpgsqlConnection db, CurrentUser user, TimeProvider clock) : IUnitAccess
{
    /// <summary>
    /// What <see cref="Require"/> asks for as a condition on <c>roster.unit u</c>. Its parameters are <c>@All</c>,
    /// whether the user is an administrator, <c>@Viewer</c> and <c>@Today</c>.
    /// </summary>
    public const string Administered = "(@All or u.id in (select led.unit_id from roster.led_by(@Viewer, @Today) led))";

    /// <summary>
    /// Whether somebody of a unit, by a column, is among those that are counted: to administrators people of a
    /// protected identity are not, as what is left of the number over the names would tell where they are. Its
    /// parameters are <c>@All</c> and <c>@Today</c>.
    /// </summary>
    public static string MaySee(string personId) =>
        $"(not @All or {personId} not in (select id from roster.hidden(@Today)))";

    public Task Require(Guid unitId, CancellationToken ct) => Require(unitId, all: user.Is(Roles.Administrator), ct);

    public Task RequireLed(Guid unitId, CancellationToken ct) => Require(unitId, all: false, ct);

    private async Task Require(Guid unitId, bool all, CancellationToken ct)
    {
        if (
            !await db.Value<bool>(
                $"select exists (select from roster.unit u where u.id = @unitId and {Administered})",
                new
                {
                    unitId,
                    All = all,
                    Viewer = user.PersonId,
                    Today = clock.Today(),
                },
                ct
            )
        )
            throw Refusal.NotFound("unit");
    }

    public async Task<bool> RequireStaff(Guid unitId, CancellationToken ct) =>
        await db.Value<bool?>(
            """
            select bool_or(d.leads)
            from roster.duty d
            join roster.person staff on staff.id = d.person_id and staff.active
            where d.person_id = @Viewer and d.unit_id = @unitId and roster.holds(d.starts_on, d.ends_on, @Today)
            """,
            new
            {
                unitId,
                Viewer = user.PersonId,
                Today = clock.Today(),
            },
            ct
        ) ?? throw Refusal.NotFound("unit");

    public async Task<IReadOnlyList<UnitName>> OfStaff(CancellationToken ct) =>
        await db.Query<UnitName>(
            """
            select u.id, u.name
            from roster.unit u
            where u.id in (select d.unit_id
                           from roster.duty d
                           join roster.person staff on staff.id = d.person_id and staff.active
                           where d.person_id = @Viewer and roster.holds(d.starts_on, d.ends_on, @Today))
            order by u.name, u.id
            """,
            new { Viewer = user.PersonId, Today = clock.Today() },
            ct
        );

    public async Task RequireGroup(Guid groupId, CancellationToken ct)
    {
        if (
            !await db.Value<bool>(
                $"""
                select exists (select from roster.child_group g join roster.unit u on u.id = g.unit_id
                               where g.id = @groupId and {Administered})
                """,
                new
                {
                    groupId,
                    All = user.Is(Roles.Administrator),
                    Viewer = user.PersonId,
                    Today = clock.Today(),
                },
                ct
            )
        )
            throw Refusal.NotFound("group");
    }

    public async Task<IReadOnlyList<UnitName>> All(CancellationToken ct) =>
        await db.Query<UnitName>(
            $"""
            select u.id, u.name
            from roster.unit u
            where roster.holds(u.starts_on, u.ends_on, greatest(@Today, u.starts_on)) and {Administered}
            order by u.name, u.id
            """,
            new
            {
                All = user.Is(Roles.Administrator),
                Viewer = user.PersonId,
                Today = clock.Today(),
            },
            ct
        );
}
