using Dapper;

namespace Kapprum.Roster.Units;

/// <summary>
/// Whose business a unit is: administrators' every unit, headteachers' the ones they lead today. For who else asks it
/// is not there.
/// </summary>
internal static class Led
{
    /// <summary>For a <c>where</c> in which the unit is <c>u</c>; wants the parameters of <see cref="By"/>.</summary>
    public const string ByViewer = """
        (@All or exists (select from roster.duty d
                         join roster.person p on p.id = d.person_id and p.active
                         where d.unit_id = u.id and d.person_id = @Viewer and d.leads
                           and d.starts_on <= @Today and (d.ends_on is null or d.ends_on >= @Today)))
        """;

    public static DynamicParameters By(CurrentUser user, TimeProvider clock, object with)
    {
        var parameters = new DynamicParameters(with);
        parameters.AddDynamicParams(
            new
            {
                All = user.Is(Roles.Administrator),
                Viewer = user.PersonId,
                Today = clock.Today(),
            }
        );
        return parameters;
    }
}
