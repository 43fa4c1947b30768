using Kapprum.Accounts.Links;

namespace Kapprum.Accounts.Administration;

/// <summary>
/// The command line makes an administrator who is no person of the roster and gets the link to choose a password; said
/// again for the same address, it gives a new link, also to one who has lost the password or had been ended (<see
/// cref="EndAdministrator"/>).
/// </summary>
internal sealed record CreateAdministrator(string Email) : ICommand<string>
{
    public sealed class Validator : AbstractValidator<CreateAdministrator>
    {
        public Validator() => RuleFor(x => x.Email).EmailAddress().MaximumLength(LogInName.Longest);
    }

    /// <returns>The link's path below the public address.</returns>
    public sealed class Handler(NpgsqlConnection db, LinkIssuer links, Audit audit, TimeProvider clock)
        : ICommandHandler<CreateAdministrator, string>
    {
        public async Task<string> Handle(CreateAdministrator command, CancellationToken ct)
        {
            var email = command.Email.Trim();
            var key = LogInName.Normalised(email);
            var (id, activated) = await db.OneOrNone<(Guid, bool)>(
                """
                update accounts.account
                set administrator = true, ended_at = null
                where id = (select id from accounts.account
                            where email_key = @key and person_id is null
                            order by ended_at nulls first, created_at, id
                            limit 1
                            for update)
                returning id, activated_at is not null
                """,
                new { key },
                ct
            );

            if (id == Guid.Empty)
            {
                id = Guid.CreateVersion7();
                await db.Execute(
                    """
                    insert into accounts.account (id, user_name, email, email_key, administrator, created_at)
                    select @id,
                           case when not exists (select from accounts.account where user_name = @key) then @key end,
                           @email, @key, true, @Now
                    """,
                    new
                    {
                        id,
                        email,
                        key,
                        Now = clock.GetUtcNow(),
                    },
                    ct
                );
            }

            audit.Changed("account.administrator", "account", id);
            return await links.ByHand(id, activated ? Purpose.Password : Purpose.Activation, ct);
        }
    }
}
