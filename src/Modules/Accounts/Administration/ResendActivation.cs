using Kapprum.Accounts.Links;

namespace Kapprum.Accounts.Administration;

/// <summary>
/// An administrator, or the headteacher of the unit, has the activation mail sent again; when it goes out the link in
/// the earlier one stops working.
/// </summary>
internal sealed record ResendActivation(Guid PersonId) : ICommand
{
    public sealed class Handler(AccountAccess access, MailQueue mails, Audit audit) : ICommandHandler<ResendActivation>
    {
        public async Task Handle(ResendActivation command, CancellationToken ct)
        {
            var account = await access.Of(command.PersonId, ct);
            if (account.ActivatedAt is not null)
                throw Refusal.Conflict("accounts/account-activated");
            if (account.Usable is null)
                throw Refusal.Conflict("accounts/account-without-address");

            await mails.Add(
                ActivationMail.Name,
                [(account.Id, $"{ActivationMail.Name}:{account.Id}:{Guid.CreateVersion7()}", null)],
                ct
            );
            audit.Changed("account.activation-mail", "account", account.Id, onBehalfOf: command.PersonId);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/people/{personId:guid}/account/activation-mail",
                    async (Guid personId, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new ResendActivation(personId), ct);
                        return TypedResults.Accepted((string?)null);
                    }
                )
                .Roles(Roles.Administrator | Roles.Headteacher)
                .Summary("Send somebody the activation mail again")
                .Refuses(404, "not-found")
                .Refuses(409, "accounts/account-activated", "accounts/account-without-address");
    }
}
