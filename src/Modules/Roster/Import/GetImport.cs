namespace Kapprum.Roster.Import;

/// <summary>An import as administrators see it: how far it has come, and per kind of record what it changes and what it cannot take in.</summary>
internal sealed record GetImport(Guid Id) : IQuery<GetImport.Answer>
{
    /// <param name="Status">
    /// staged (the preview is being made), previewed, approved (being applied), applied, or outdated: another import has been applied since, or
    /// nobody applied it in time.
    /// </param>
    /// <param name="File">The name of the file.</param>
    /// <param name="UploadedBy">The account; null when it came over the command line.</param>
    /// <param name="PreviewedOn">The day the preview counts for.</param>
    /// <param name="EndsMany">It would end more than 10 % of something; applying it wants <c>endMany</c>.</param>
    /// <param name="Progress">The step that runs now; null when none does.</param>
    public sealed record Answer(
        Guid Id, string Status, string File, long Bytes, DateTimeOffset UploadedAt, Guid? UploadedBy, DateOnly? PreviewedOn,
        DateTimeOffset? AppliedAt, bool EndsMany, ImportProgress? Progress, IReadOnlyList<Count> Counts, IReadOnlyList<Why> Rejections);

    /// <summary>What becomes of one kind of record.</summary>
    /// <param name="Kind">unit, group, person, guardianship, placement, enrolment, membership, duty or assignment (a group of a duty).</param>
    /// <param name="Before">How many hold today, without the import.</param>
    /// <param name="Changed">Among them what had ended and comes back.</param>
    /// <param name="Ended">No longer in the file, or ended by it before today.</param>
    /// <param name="EndsMany">More than 10 % of those before.</param>
    public sealed record Count(string Kind, int Before, int Added, int Changed, int Ended, int Unchanged, int Rejected)
    {
        public bool EndsMany => Ended * 10L > Before;
    }

    /// <summary>Why records are rejected: how many of a kind for a reason, and where in the file the first one is.</summary>
    public sealed record Why(string Kind, string Reason, string Text, int Count, string FirstPlace);
}
