using Kapprum.Kernel;

namespace Kapprum.Contracts.Accounts;

/// <summary>An account to reach somebody by.</summary>
/// <param name="Language">Two letters, as in the texts.</param>
/// <param name="Activated">The person has chosen a password, or has logged in by e-identification.</param>
public sealed record AccountContact(Guid AccountId, Guid PersonId, string? Email, string Language, bool Activated);

/// <summary>Looks accounts up, on the caller's connection.</summary>
public interface IAccounts
{
    /// <summary>The accounts of people, by person id; who has none is left out.</summary>
    Task<IReadOnlyDictionary<Guid, AccountContact>> Of(Guid[] personIds, CancellationToken ct);
}
