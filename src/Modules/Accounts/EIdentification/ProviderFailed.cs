namespace Kapprum.Accounts.EIdentification;

/// <summary>
/// A provider gave no answer, or none that can be believed. Its message is for the operator's log and holds nothing of
/// anybody.
/// </summary>
/// <param name="isAway">It did not answer, or not in time; else it answered wrongly.</param>
internal sealed class ProviderFailed(bool isAway, string why, Exception? cause = null) : Exception(why, cause)
{
    public bool IsAway => isAway;

    /// <summary>As whoever wanted to be identified is told.</summary>
    public Refusal ToRefusal() =>
        isAway
            ? Refusal.Busy("accounts/e-identification-away", TimeSpan.FromMinutes(1))
            : Refusal.Unprocessable("accounts/e-identification-failed");
}
