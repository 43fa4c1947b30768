namespace Kapprum.Roster.Import;

/// <summary>The kinds of records that a roster file has, as parts of others too.</summary>
internal enum RecordKind
{
    Unit,
    Person,
    Group,
    Placement,

    /// <summary>Somebody who may lay the schedule of a placement.</summary>
    Owner,
    Guardianship,
    Enrolment,
    Membership,
    Duty,

    /// <summary>A group of a duty.</summary>
    Assignment,
}
