namespace Kapprum.Tests.Access;

/// <summary>
/// What a module holds of people and where it shows it, for the tests that look for words. It stands beside the
/// module's tests, and is found by standing there.
/// </summary>
public interface IHoldsData
{
    /// <summary>Columns of what people have written, as far as pages show it; with schema and table.</summary>
    IReadOnlyList<string> Written => [];

    /// <summary>
    /// SQL that makes what the module knows of the people in the table <c>hidden (id, child)</c> words that are among
    /// <see cref="Canary.Words"/>.
    /// </summary>
    string Hide => "";

    /// <summary>
    /// What somebody of the scene must have seen in the module's answers, as it is his or hers to see.
    /// </summary>
    IReadOnlyList<(Who Who, string Word)> Shown => [];

    /// <summary>Lets there be something about a child and those around it.</summary>
    Task Happen(Cast cast, Guid child) => Task.CompletedTask;

    /// <summary>Where something of that may be shown, apart from the module's rows of the matrix.</summary>
    Task<IReadOnlyList<string>> Places(Cast cast, Guid child) => Task.FromResult<IReadOnlyList<string>>([]);
}
