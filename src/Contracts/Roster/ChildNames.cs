namespace Kapprum.Contracts.Roster;

/// <summary>Tells children apart where they are chosen or spoken of.</summary>
public static class ChildNames
{
    /// <summary>
    /// What to call each of the children: by given name; who shares it with another of them, by family name too; who
    /// shares both, with the group behind, and the unit where that is the same or none.
    /// </summary>
    public static IReadOnlyDictionary<Guid, string> Of(IEnumerable<Child> children)
    {
        var all = children.DistinctBy(child => child.Id).ToList();
        var given = all.ToLookup(Given, StringComparer.OrdinalIgnoreCase);
        var full = all.ToLookup(Full, StringComparer.OrdinalIgnoreCase);
        return all.ToDictionary(
            child => child.Id,
            child =>
                given[Given(child)].Count() == 1 ? Given(child)
                : full[Full(child)].Count() == 1 ? Full(child)
                : WithPlace(child, full[Full(child)])
        );
    }

    /// <summary>The given name; the family name of whom the roster knows no other.</summary>
    private static string Given(Child child) => child.GivenName is "" ? child.FamilyName : child.GivenName;

    private static string Full(Child child) => $"{child.GivenName} {child.FamilyName}".Trim();

    private static string WithPlace(Child child, IEnumerable<Child> namesakes)
    {
        var sameGroup = namesakes.Count(other => other.Group == child.Group) > 1;
        var place = string.Join(
            ", ",
            new[] { child.Group, sameGroup || child.Group is null ? child.Unit : null }.OfType<string>()
        );
        return place == "" ? Full(child) : $"{Full(child)} ({place})";
    }
}
