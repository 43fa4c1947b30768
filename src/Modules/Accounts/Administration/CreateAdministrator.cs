using Kapprum.Accounts.EIdentification;
using Kapprum.Accounts.Links;
using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.Administration;

/// <summary>
/// The command line makes an administrator who is no person of the roster and gets the link to choose a password; said
/// again for the same address, it gives a new link, also to one who has lost the password or had been ended (<see
/// cref="EndAdministrator"/>).
/// </summary>
/// <param name="Language">What the administrator is spoken to in; the platform's own if left out.</param>
/// <param name="CivicNumber">The personal identity number by which the administrator is identified; the one there is
/// stays if left out. Kept as a keyed hash.</param>
internal sealed record CreateAdministrator(string Email, string? Language = null, Secret? CivicNumber = null)
    : ICommand<string>
{
    public sealed class Validator : AbstractValidator<CreateAdministrator>
    {
        public Validator(Texts texts, TimeProvider clock)
        {
            RuleFor(x => x.Email)
                .Must(email => EmailAddress.Normal(email) is not null)
                .WithMessage(_ => texts["invalid.EmailValidator"]);
            RuleFor(x => x.CivicNumber)
                .Must(number => number is null || IdentityNumber.Read(number.Value.Text, clock.Today()) is not null)
                .WithMessage(_ => texts["accounts.civic-number-wrong"]);
            RuleFor(x => x.Language).Must(language => language is null || texts.Languages.Contains(language));
        }
    }

    /// <returns>The link's path below the public address.</returns>
    public sealed class Handler(
        NpgsqlConnection db,
        LinkIssuer links,
        NumberHash hashes,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<CreateAdministrator, string>
    {
        public async Task<string> Handle(CreateAdministrator command, CancellationToken ct)
        {
            var email = EmailAddress.Normal(command.Email)!;
            var key = LogInName.Normalised(email);
            var (id, activated) = await db.OneOrNone<(Guid, bool)>(
                """
                update accounts.account
                set administrator = true, ended_at = null, language = coalesce(@Language, language)
                where id = (select id from accounts.account
                            where email_key = @key and person_id is null
                            order by ended_at nulls first, created_at, id
                            limit 1
                            for update)
                returning id, activated_at is not null
                """,
                new { key, command.Language },
                ct
            );

            if (id == Guid.Empty)
            {
                id = Guid.CreateVersion7();
                await db.Execute(
                    """
                    insert into accounts.account (id, user_name, email, email_key, administrator, language, created_at)
                    select @id,
                           case when not exists (select from accounts.account where user_name = @key) then @key end,
                           @email, @key, true, coalesce(@Language, @Default), @Now
                    """,
                    new
                    {
                        id,
                        email,
                        key,
                        command.Language,
                        Texts.Default,
                        Now = clock.GetUtcNow(),
                    },
                    ct
                );
            }

            if (IdentityNumber.Read(command.CivicNumber?.Text, clock.Today()) is { } number)
            {
                var hash = await hashes.Of(number, ct);
                await db.Execute("update accounts.account set number_hash = @hash where id = @id", new { id, hash }, ct)
                    .OrRefuse("account_by_number_hash", "accounts/civic-number-taken");
            }

            audit.Changed("account.administrator", "account", id);
            return await links.ByHand(id, activated ? Purpose.Password : Purpose.Activation, ct);
        }
    }
}
