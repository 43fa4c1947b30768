namespace Kapprum.Roster.Import;

/// <summary>What an import does to a record.</summary>
internal enum ChangeKind
{
    Added,
    Changed,
    Ended,
}
