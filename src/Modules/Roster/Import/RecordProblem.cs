namespace Kapprum.Roster.Import;

/// <summary>
/// What an import has to say of a record: why it cannot take it in (the texts <c>roster.rejected.*</c>), or what it has
/// made of it (<c>roster.warning.*</c>).
/// </summary>
internal enum RecordProblem
{
    NoObject,
    FieldMissing,
    WrongType,
    BadId,
    BadDate,
    BadNumber,
    BadCharacters,
    TooLong,
    UnknownValue,
    EndBeforeStart,

    /// <summary>Another record of the file is the same one.</summary>
    Repeated,
    CivicNumberTaken,

    /// <summary>What it refers to is neither in the file nor in the roster.</summary>
    DanglingReference,

    /// <summary>What it refers to is an organisation, but no unit.</summary>
    NotAUnit,
    OwnGuardian,

    /// <summary>The date of a year that systems write for none, such as 1.</summary>
    FillerDate,

    /// <summary>What stands for a personal identity number that nobody has.</summary>
    FillerNumber,

    /// <summary>No personal identity number, and several people have it.</summary>
    SharedNumber,

    /// <summary>No mail can be sent to it.</summary>
    UnusableAddress,

    /// <summary>It is at an organisation above the units, and counts for some of them.</summary>
    AboveUnits,

    /// <summary>It is at an organisation so far above the units that it counts for none of them.</summary>
    Nowhere,

    /// <summary>What kind of unit it is, only the children there have told.</summary>
    KindByChildren,

    /// <summary>The children there are of another kind than the unit.</summary>
    KindDiffers,

    /// <summary>Two records are one person.</summary>
    SamePerson,

    /// <summary>Moved abroad, and all the same a guardian, a child or on the staff.</summary>
    Emigrated,

    /// <summary>Dead, though a guardian, a child or on the staff.</summary>
    Deceased,
}
