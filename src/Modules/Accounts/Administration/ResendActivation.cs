using Kapprum.Accounts.Links;
using Kapprum.Accounts.Passwords;

namespace Kapprum.Accounts.Administration;

/// <summary>
/// An administrator, or the headteacher of the unit, has the activation mail sent again; when it goes out the link in
/// the earlier one stops working. Five times and then one in five hours: a sixth mail is refused, so that the link of
/// the fifth goes on working.
/// </summary>
internal sealed record ResendActivation(Guid PersonId) : ICommand
{
    public sealed class Handler(AccountAccess access, Throttle throttle, MailQueue mails, Audit audit)
        : ICommandHandler<ResendActivation>
    {
        public async Task Handle(ResendActivation command, CancellationToken ct)
        {
            var account = await access.Of(command.PersonId, ct);
            if (account.ActivatedAt is not null)
                throw Refusal.Conflict("accounts/account-activated");
            if (account.Usable is null)
                throw Refusal.Conflict("accounts/account-without-address");

            await throttle.Take(Throttle.Inviting(account.Id), ct);
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
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.Confirmed)
                .Summary("Send somebody the activation mail again")
                .Refuses(404, "not-found")
                .Refuses(409, "accounts/account-activated", "accounts/account-without-address")
                .Refuses(429, "accounts/too-many-tries");
    }
}
