using Kapprum.Accounts.Links;

namespace Kapprum.Accounts.Own;

/// <summary>
/// Somebody confirms a new address with the link that was mailed to it, logged in to the account it is for: should the
/// address have been mistyped, whoever got the mail can do nothing with it. Mails go there from now on, and the old
/// address is told.
/// </summary>
internal sealed record ConfirmEmail(Secret Token) : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        AccountLinks links,
        MailQueue mails,
        CurrentUser user,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<ConfirmEmail>
    {
        public async Task Handle(ConfirmEmail command, CancellationToken ct)
        {
            if ((await links.Find(command.Token, ct, Purpose.Email)).AccountId != user.AccountId)
                throw Refusal.NotFound("link");
            var link = await links.Spend(command.Token, Purpose.Email, ct);

            // Whose user name was the old address means the new one by it, unless that is somebody's already.
            await db.Execute(
                    """
                    with confirmed as (
                        update accounts.email_change c
                        set confirmed_at = @Now, replaced_at = null, old_email = a.email
                        from accounts.account a
                        where c.id = @ChangeId and a.id = c.account_id
                        returning c.account_id, c.email, c.email_key)
                    update accounts.account a
                    set email = c.email, email_key = c.email_key,
                        user_name = case when a.user_name = a.email_key
                                              and not exists
                                              (select from accounts.account o where o.user_name = c.email_key)
                                         then c.email_key else a.user_name end
                    from confirmed c
                    where a.id = c.account_id
                    """,
                    new { link.ChangeId, Now = clock.GetUtcNow() },
                    ct
                )
                .OrRefuse("account_user_name_key", () => Refusal.Stale());
            if (link.Email is not null)
                await mails.Add(
                    EmailChangedMail.Name,
                    [
                        (
                            link.AccountId,
                            $"{EmailChangedMail.Name}:{link.ChangeId}",
                            new AboutChange(link.ChangeId!.Value)
                        ),
                    ],
                    ct
                );

            audit.Changed("account.change-email", "account", link.AccountId);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/me/email/confirmation",
                    async (ConfirmEmail command, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(command, ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary(
                    "Confirm my new address with the link that was mailed to it",
                    new { token = "k3Zt0mM8m3n6C1w5y8mN0hQ4vB7xJ2rT9aL6sD1fG4k" }
                )
                .Refuses(412, "stale")
                .Refuses(404, "not-found")
                .Refuses(410, "accounts/link-used", "accounts/link-replaced", "accounts/link-expired");
    }
}
