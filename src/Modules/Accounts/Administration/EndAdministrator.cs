using Kapprum.Accounts.Sessions;

namespace Kapprum.Accounts.Administration;

/// <summary>
/// The command line takes an administrator's rights and ends all of the account's sessions, at once. An account without
/// a person of the roster has nothing left and ends; who is a guardian or on the staff too stays that. The last one can
/// be ended as well: whoever must go must not have to be kept, and the command line makes another.
/// </summary>
internal sealed record EndAdministrator(string Email) : ICommand<int>
{
    public sealed class Validator : AbstractValidator<EndAdministrator>
    {
        public Validator() => RuleFor(x => x.Email).EmailAddress().MaximumLength(LogInName.Longest);
    }

    /// <returns>How many administrators are left.</returns>
    public sealed class Handler(NpgsqlConnection db, SessionStore sessions, Audit audit, TimeProvider clock)
        : ICommandHandler<EndAdministrator, int>
    {
        public async Task<int> Handle(EndAdministrator command, CancellationToken ct)
        {
            // Of who comes back as an administrator the old password opens nothing.
            var ended = await db.Query<Guid>(
                """
                update accounts.account
                set administrator = false,
                    ended_at = case when person_id is null then @Now else ended_at end,
                    password_hash = case when person_id is not null then password_hash end
                where email_key = @Key and administrator and ended_at is null
                returning id
                """,
                new { Key = LogInName.Normalised(command.Email), Now = clock.GetUtcNow() },
                ct
            );
            if (ended.Count == 0)
                throw Refusal.Unprocessable("accounts/no-such-administrator", ("email", command.Email.Trim()));

            foreach (var id in ended)
            {
                await sessions.EndAll(id, ct);
                audit.Changed("account.end-administrator", "account", id);
            }

            return await db.Value<int>(
                "select count(*)::int from accounts.account where administrator and ended_at is null",
                null,
                ct
            );
        }
    }
}
