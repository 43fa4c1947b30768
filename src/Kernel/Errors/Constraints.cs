using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// The database is the judge of what may not be there twice; the constraint's name says which rule it was.
/// </summary>
public static class Constraints
{
    /// <summary>Refuses with 409 where the statement would break the constraint; any other failure goes on.</summary>
    public static Task<T> OrRefuse<T>(this Task<T> statement, string constraint, string code) =>
        statement.OrRefuse(constraint, () => Refusal.Conflict(code));

    /// <summary>Refuses where the statement would break the constraint; any other failure goes on.</summary>
    /// <param name="constraint">Its name, or that of the unique index.</param>
    public static async Task<T> OrRefuse<T>(this Task<T> statement, string constraint, Func<Refusal> refusal)
    {
        try
        {
            return await statement;
        }
        catch (PostgresException e) when (e.ConstraintName == constraint)
        {
            throw refusal();
        }
    }
}
