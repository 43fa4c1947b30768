namespace Kapprum.Kernel;

/// <summary>
/// How sure an endpoint or page wants to be who is asking, beside that somebody is logged in; said with the roles.
/// </summary>
public enum Demand
{
    /// <summary>Being logged in is enough.</summary>
    None,

    /// <summary>
    /// An e-identification where the municipality has a provider, else the password said within the last five minutes.
    /// </summary>
    Confirmed,

    /// <summary>An e-identification.</summary>
    EIdentification,
}

/// <summary>Whether somebody meets what is demanded.</summary>
public sealed class Demands(IEIdentification eIdentification, TimeProvider clock)
{
    /// <summary>For so long a password counts as said just now.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <summary>
    /// There is no provider, or all of them are away: a password does for what wants to be confirmed.
    /// </summary>
    public bool PasswordDoes => !eIdentification.IsThere;

    public bool AreMet(CurrentUser user, Demand demand) =>
        demand == Demand.None
        || user.Assurance >= Assurance.EIdentification
        || (demand == Demand.Confirmed && PasswordDoes && clock.GetUtcNow() - user.ConfirmedAt < Fresh);
}

/// <summary>
/// The running request's user has the role and has to show first who it is. A program is refused; a page is led to
/// where that is done, and a form is kept till then: its page is shown again as it was sent, and no command is carried
/// out.
/// </summary>
public sealed record StepUpDue(Demand Demand)
{
    /// <param name="to">The path one comes back to.</param>
    public string PageFor(string to) => $"/step-up?wants={Demand.Stored()}&to={Uri.EscapeDataString(to)}";
}
