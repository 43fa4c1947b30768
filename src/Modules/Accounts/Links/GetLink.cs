using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts;

/// <summary>What the link of a mail opens, before it is used: whoever has the mail sees whose account it is and which user name is suggested.</summary>
internal sealed record GetLink(Secret Token) : IQuery<GetLink.Answer>
{
    /// <param name="Purpose">activation, or password.</param>
    /// <param name="GivenName">Whose account it is; null for a protected identity or somebody outside the roster.</param>
    /// <param name="UserName">The user name, or the suggested one; null when one has to be chosen.</param>
    public sealed record Answer(Purpose Purpose, DateTimeOffset Expires, string? GivenName, string? UserName);

    public sealed class Handler(Links links, IRoster roster) : IRequestHandler<GetLink, Answer>
    {
        public async Task<Answer> Handle(GetLink query, CancellationToken ct)
        {
            var link = await links.Find(query.Token);
            var person = link.PersonId is { } id ? (await roster.People([id])).GetValueOrDefault(id) : null;
            return new(link.Purpose, link.Expires, person is { Protected: false } ? person.GivenName : null, link.UserName);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/link", (string token, IMediator mediator, CancellationToken ct) => mediator.Send(new GetLink(new Secret(token)), ct))
            .AllowAnonymous()
            .Says("What the link of a mail opens")
            .Refuses(404, "not-found")
            .Refuses(410, "link-used", "link-replaced", "link-expired");
    }
}
