namespace Kapprum.Upkeep;

/// <summary>Why something failed, in a code: an exception's message may quote what somebody wrote.</summary>
internal static class Failure
{
    public static string Of(Exception e) =>
        e is PostgresException database ? $"{database.SqlState} {database.ConstraintName}".TrimEnd() : e.GetType().Name;
}
