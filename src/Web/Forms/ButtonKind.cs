namespace Kapprum.Web.Forms;

public enum ButtonKind
{
    /// <summary>What the page is for; at most one in sight.</summary>
    Primary,

    /// <summary>What can be done as well.</summary>
    Quiet,

    /// <summary>What cannot be undone.</summary>
    Danger,

    /// <summary>A word among others.</summary>
    Plain,
}
