namespace Kapprum.Roster.Import;

/// <summary>Why an import cannot take in a record; its words are the texts <c>roster.rejected.*</c>.</summary>
internal enum RejectionReason
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
}
