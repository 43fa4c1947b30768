namespace Kapprum.Contracts.Roster;

/// <summary>Somebody with a personal identity number.</summary>
/// <param name="Email">Where the roster says to reach the person.</param>
/// <param name="IsAccountHolder">Shall have an account today (see <see cref="IAccountHolders"/>).</param>
public sealed record NumberHolder(Guid PersonId, string? Email, bool IsAccountHolder);

/// <summary>
/// Whose a personal identity number is. It asks nobody who they are: the caller has it from a provider of
/// e-identification.
/// </summary>
public interface IIdentityNumbers
{
    /// <returns>Null for a number the roster does not know.</returns>
    Task<NumberHolder?> Holder(IdentityNumber number, CancellationToken ct);

    /// <summary>
    /// The numbers of people, by person id; who has no right one is left out. For the demo's provider.
    /// </summary>
    Task<IReadOnlyDictionary<Guid, IdentityNumber>> Of(IReadOnlyCollection<Guid> personIds, CancellationToken ct);
}
