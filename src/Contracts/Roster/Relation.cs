namespace Kapprum.Contracts.Roster;

/// <summary>What a person is to a child on a day.</summary>
[Flags]
public enum Relation
{
    None = 0,
    Guardian = 1,

    /// <summary>Has a duty at the child's unit.</summary>
    Staff = 2,

    /// <summary>Has a group of the child's in that duty.</summary>
    OwnGroup = 4,
    Headteacher = 8,

    /// <summary>Everybody who has to do with the child.</summary>
    Any = Guardian | Staff,

    /// <summary>Those who may see how all of the child's guardians are reached.</summary>
    Close = OwnGroup | Headteacher,
}

public static class Relations
{
    /// <summary>Whether the viewer is at least one of the given.</summary>
    public static bool Is(this Relation viewer, Relation anyOf) => (viewer & anyOf) != 0;
}
