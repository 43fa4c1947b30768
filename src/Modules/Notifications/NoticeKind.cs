namespace Kapprum.Notifications;

/// <summary>
/// The kinds of notices, as they are stored and as they stand in JSON. Each has its words in the texts
/// <c>notice.{kind}</c> and, as a thing to choose, <c>notice.{kind}.name</c>.
/// </summary>
internal static class NoticeKind
{
    public const string Reported = "absence-reported";
    public const string Changed = "absence-changed";
    public const string Withdrawn = "absence-withdrawn";
    public const string Recorded = "absence-recorded";
    public const string Unexplained = "absence-unexplained";
    public const string Explained = "absence-explained";

    private static readonly string[] ForGuardians = [Unexplained, Reported, Changed, Withdrawn, Recorded, Explained];
    private static readonly string[] ForStaff = [Reported, Changed, Withdrawn];

    /// <summary>What somebody with these roles may be told of.</summary>
    public static IReadOnlyList<string> For(Roles roles) =>
        roles.HasFlag(Roles.Guardian) ? ForGuardians
        : roles.HasFlag(Roles.Staff) ? ForStaff
        : [];

    /// <summary>Whether a mail goes out at once when somebody has not chosen.</summary>
    public static Email DefaultEmail(string kind) => kind == Unexplained ? Email.AtOnce : Email.None;
}

/// <summary>When a notice also comes by mail.</summary>
internal enum Email
{
    None,
    AtOnce,
}

internal static class EmailName
{
    /// <summary>As stored and as in JSON.</summary>
    public static string Name(this Email email) => email == Email.AtOnce ? "at-once" : "none";
}
