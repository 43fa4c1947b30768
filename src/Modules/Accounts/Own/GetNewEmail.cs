using Kapprum.Accounts.Links;

namespace Kapprum.Accounts.Own;

/// <summary>The address that a link confirms, before it does; for whose account it is only.</summary>
internal sealed record GetNewEmail(Secret Token) : IQuery<GetNewEmail.Answer>
{
    public sealed record Answer(string Email);

    public sealed class Handler(NpgsqlConnection db, AccountLinks links, CurrentUser user)
        : IQueryHandler<GetNewEmail, Answer>
    {
        public async Task<Answer> Handle(GetNewEmail query, CancellationToken ct)
        {
            var link = await links.Find(query.Token, ct, Purpose.Email);
            return link.AccountId == user.AccountId
                ? await db.One<Answer>("select email from accounts.email_change where id = @ChangeId", link, ct)
                : throw Refusal.NotFound("link");
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/me/email/confirmation",
                    (string token, ISender sender, CancellationToken ct) =>
                        sender.Send(new GetNewEmail(new Secret(token)), ct)
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary("The address that the link of a mail confirms")
                .Refuses(404, "not-found")
                .Refuses(410, "accounts/link-used", "accounts/link-replaced", "accounts/link-expired");
    }
}
