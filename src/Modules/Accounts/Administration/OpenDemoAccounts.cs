using Kapprum.Accounts.Own;
using Kapprum.Accounts.Passwords;

namespace Kapprum.Accounts.Administration;

/// <summary>
/// The demo gives accounts of its made-up people a password that everybody may know. Whom the roster gave no account is
/// left out.
/// </summary>
[NoAccessCheck("Only a first start loads the demo; nobody asks for it over HTTP.")]
internal sealed record OpenDemoAccounts(Secret Password, IReadOnlyList<OpenDemoAccounts.Account> Accounts) : ICommand
{
    public sealed record Account(Guid PersonId, string UserName);

    public sealed class Handler(NpgsqlConnection db, PasswordHashing hashing, Audit audit, TimeProvider clock)
        : IPreparedCommandHandler<OpenDemoAccounts, string>
    {
        public Task<string> Prepare(OpenDemoAccounts command, CancellationToken ct) =>
            hashing.Hash(command.Password, ct);

        public async Task Handle(OpenDemoAccounts command, string hash, CancellationToken ct)
        {
            await db.Execute(
                """
                update accounts.account a
                set user_name = demo.user_name, password_hash = @hash, activated_at = coalesce(a.activated_at, @Now)
                from unnest(@Persons, @UserNames) demo (person_id, user_name)
                where a.person_id = demo.person_id
                """,
                new
                {
                    hash,
                    Now = clock.GetUtcNow(),
                    Persons = command.Accounts.Select(account => account.PersonId).ToArray(),
                    UserNames = command.Accounts.Select(account => LogInName.Normalised(account.UserName)).ToArray(),
                },
                ct
            );
            audit.Changed("accounts.open-demo", "accounts", null, new { command.Accounts.Count });
        }
    }
}
