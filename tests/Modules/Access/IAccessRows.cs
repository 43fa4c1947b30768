namespace Kapprum.Tests.Access;

/// <summary>
/// What a module's endpoints and pages answer to whom. Each module has its own beside its tests, and is found by having
/// one. 401: log in first; 403: not for your role; 404: not yours, as if it did not exist. Each cell has a child and
/// things of its own. Staff of the unit's other groups have their column where they get something else than staff
/// elsewhere.
/// </summary>
public interface IAccessRows
{
    IReadOnlyList<Row> Rows { get; }

    /// <summary>
    /// Endpoints that are open to everybody for a reason of their own; what they do is tested where they belong.
    /// </summary>
    IReadOnlyList<string> Open => [];

    /// <summary>Some forms of its pages, by page and name, which must be among those that are found there.</summary>
    IReadOnlyList<string> Forms => [];
}
