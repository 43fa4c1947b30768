namespace Kapprum.Contracts.Roster;

public static class UnknownPeople
{
    private const int Chunk = 1_000;

    /// <summary>Those of the ids that belong to nobody the roster has ever known.</summary>
    public static async Task<IReadOnlyList<Guid>> Unknown(
        this IDirectory directory,
        IEnumerable<Guid> personIds,
        CancellationToken ct
    )
    {
        var unknown = new List<Guid>();
        foreach (var some in personIds.Chunk(Chunk))
        {
            var known = await directory.People(some, ct);
            unknown.AddRange(some.Where(id => !known.ContainsKey(id)));
        }

        return unknown;
    }
}
