namespace Kapprum.Roster.Import;

/// <summary>How far an import has come.</summary>
internal enum ImportStatus
{
    /// <summary>The preview is being made.</summary>
    Staged,
    Previewed,

    /// <summary>It is being applied.</summary>
    Approved,
    Applied,

    /// <summary>Another import has been applied since, or nobody applied it in time.</summary>
    Outdated,
}
