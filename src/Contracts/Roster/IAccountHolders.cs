namespace Kapprum.Contracts.Roster;

/// <summary>Says who shall have an account.</summary>
public interface IAccountHolders
{
    /// <summary>Everybody who shall have an account today, streamed: there may be hundreds of thousands.</summary>
    IAsyncEnumerable<AccountHolder> All(CancellationToken ct);
}
