using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts;

/// <summary>
/// Gives everybody who is a guardian or on the staff today an account and ends the others'. Sent by the clock every
/// night, because rights also end by date; imports do the same (<see cref="SyncAccountsAfterImport"/>).
/// </summary>
internal sealed record SyncAccounts : ICommand
{
    public sealed class Handler(AccountSync sync) : ICommandHandler<SyncAccounts>
    {
        public async Task Handle(SyncAccounts command, CancellationToken ct)
        {
            await sync.Run(ct);
        }
    }
}

/// <summary>What an import changes holds at once.</summary>
[KnownAs("Kapprum.Accounts.AccountsFollowImports")]
internal sealed class SyncAccountsAfterImport(AccountSync sync) : IEventHandler<RosterChanged>
{
    public Task Handle(IReadOnlyList<RosterChanged> happened, CancellationToken ct) => sync.Run(ct);
}
