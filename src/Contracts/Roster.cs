using Kapprum.Kernel;

namespace Kapprum.Contracts.Roster;

/// <summary>
/// An import has been applied: people, guardianships, placements or duties may be others than before.
/// </summary>
[Event("roster/changed")]
public sealed record RosterChanged(Guid ImportId) : IEvent;

/// <summary>What a person is to a child on a day.</summary>
[Flags]
public enum Relation
{
    None = 0,
    Guardian = 1,

    /// <summary>Has a duty at the child's unit.</summary>
    Staff = 2,

    /// <summary>Has the child's own group in that duty.</summary>
    OwnGroup = 4,
    Headteacher = 8,
}

public static class Relations
{
    /// <summary>Who may see how all of a child's guardians are reached.</summary>
    public static bool MayReachGuardians(this Relation viewer) =>
        (viewer & (Relation.OwnGroup | Relation.Headteacher)) != 0;
}

/// <summary>
/// A child's day as somebody sees it: what the viewer is to the child today, and when that day begins and ends (null
/// when there is nothing to attend). <paramref name="DaysAhead"/> counts the days the child attends after today up to
/// and with this one.
/// </summary>
public sealed record ChildDay(Guid ChildId, Relation Viewer, TimeOfDay? Begins, TimeOfDay? Ends, int DaysAhead)
{
    public bool Attends => Begins is not null;
}

/// <summary>A child, where it belongs today, and its day.</summary>
public sealed record Child(
    Guid Id,
    string GivenName,
    string FamilyName,
    bool Protected,
    Guid? GroupId,
    string? Group,
    Guid? UnitId,
    string? Unit,
    TimeOfDay? Begins,
    TimeOfDay? Ends
);

/// <summary>A person and how to reach him or her.</summary>
public sealed record Person(Guid Id, string GivenName, string FamilyName, string? Email, string? Phone, bool Protected);

/// <summary>Somebody with a relation to a child.</summary>
public sealed record ChildPerson(Guid ChildId, Guid PersonId);

/// <summary>Somebody who shall have an account: a guardian or staff member of today.</summary>
public sealed record AccountHolder(
    Guid PersonId,
    string GivenName,
    string FamilyName,
    string? Email,
    bool IsGuardian,
    bool IsStaff
);

/// <summary>
/// Looks things up in the roster as it stands on a day, on the caller's connection, and changes nothing but the audit
/// log, where each sight of a protected child leaves a row. Whoever may not see a child gets what he would get if it
/// did not exist.
/// </summary>
public interface IRoster
{
    /// <summary>What a person is today; without the administrator, which no roster tells.</summary>
    Task<Roles> RolesOf(Guid personId, DateOnly today, CancellationToken ct);

    /// <summary>
    /// The one check of who may act for a child: the viewer's relation to it today, and the child's day. Null when the
    /// viewer has none. <paramref name="day"/> is at most 120 days after today.
    /// </summary>
    Task<ChildDay?> DayOf(Guid childId, DateOnly day, Guid viewer, DateOnly today, CancellationToken ct);

    /// <summary>
    /// The children's next days with something to attend, from today on, of each at most <paramref name="count"/>
    /// within 120 days; none of a child without a relation.
    /// </summary>
    Task<IReadOnlyList<(DateOnly Date, ChildDay Day)>> NextDaysOf(
        Guid[] childIds,
        Guid viewer,
        DateOnly today,
        int count,
        CancellationToken ct
    );

    /// <summary>All children somebody is guardian of today, the eldest first.</summary>
    Task<IReadOnlyList<Child>> ChildrenOf(Guid guardianId, DateOnly today, CancellationToken ct);

    /// <summary>
    /// The children of a staff member's groups as they are on a day, by group and name; of the whole unit for a
    /// headteacher and for whoever's duty names no group, those in no group last. What counts is the duty of today, and
    /// only children who still belong to the unit are seen; their guardians' contact details are for the staff of their
    /// own groups and the headteacher.
    /// </summary>
    Task<IReadOnlyList<(Child Child, bool MayReachGuardians)>> ChildrenOfStaff(
        Guid staffId,
        DateOnly day,
        DateOnly today,
        CancellationToken ct
    );

    /// <summary>Who may be told of the children: their guardians of today.</summary>
    Task<IReadOnlyList<ChildPerson>> GuardiansOf(Guid[] childIds, DateOnly today, CancellationToken ct);

    /// <summary>
    /// Who is to be told of the children: the staff of their departments, classes and mentors' groups of today; where a
    /// unit has none for a child, its headteacher.
    /// </summary>
    Task<IReadOnlyList<ChildPerson>> GroupStaffOf(Guid[] childIds, DateOnly today, CancellationToken ct);

    /// <summary>Those of the children that the viewer has a relation to today, with their names.</summary>
    Task<IReadOnlyDictionary<Guid, Child>> VisibleTo(
        Guid viewer,
        Guid[] childIds,
        DateOnly today,
        CancellationToken ct
    );

    /// <summary>
    /// Those of the pairs of a child and a person in which the person has a relation to the child today.
    /// </summary>
    Task<IReadOnlyList<ChildPerson>> Visible(
        IReadOnlyCollection<ChildPerson> pairs,
        DateOnly today,
        CancellationToken ct
    );

    /// <summary>
    /// Whether somebody has to do with a unit that the headteacher leads today: as the guardian of a child there, in a
    /// group or not, or on its staff.
    /// </summary>
    Task<bool> IsLed(Guid headteacher, Guid personId, DateOnly today, CancellationToken ct);

    /// <summary>People by id, for addressing them; not for showing them to others.</summary>
    Task<IReadOnlyDictionary<Guid, Person>> People(Guid[] personIds, CancellationToken ct);

    /// <summary>Everybody who shall have an account today, streamed: there may be hundreds of thousands.</summary>
    IAsyncEnumerable<AccountHolder> AccountHolders(DateOnly today, CancellationToken ct);
}
