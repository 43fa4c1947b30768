using Kapprum.Roster.Access;

namespace Kapprum.Roster.Units;

/// <summary>How many children a unit has.</summary>
internal static class UnitChildren
{
    /// <summary>
    /// Who is placed or enrolled at <c>roster.unit u</c> today, each once: a pupil who also is at the leisure-time
    /// centre of the school is one child. Its parameters are those of <see cref="UnitAccess.Counts"/>.
    /// </summary>
    public static readonly string Count = $"""
        (select count(distinct here.child_id)
         from (select p.child_id from roster.placement p
               where p.unit_id = u.id and roster.holds(p.starts_on, p.ends_on, @Today)
               union all
               select e.child_id from roster.enrolment e
               where e.unit_id = u.id and roster.holds(e.starts_on, e.ends_on, @Today)) here
         where {UnitAccess.MaySee("here.child_id")})::int
        """;
}
