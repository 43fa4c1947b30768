using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.Links;

/// <summary>
/// What the link of a mail opens, before it is used: whoever has the mail sees whose account it is and which user name
/// is suggested.
/// </summary>
/// <param name="For">What it must be for; left out, whatever it is for.</param>
internal sealed record GetLink(Secret Token, Purpose? For = null) : IQuery<GetLink.Answer>
{
    /// <param name="Purpose">activation, or password.</param>
    /// <param name="GivenName">Whose account it is; null for a protected identity or somebody outside the
    /// roster.</param>
    /// <param name="UserName">The user name, or the address if it may become one; null when one has to be
    /// chosen.</param>
    /// <param name="Suggestion">A free user name made of the names, when one has to be chosen and there is one.</param>
    public sealed record Answer(
        Purpose Purpose,
        DateTimeOffset Expires,
        string? GivenName,
        string? UserName,
        string? Suggestion
    );

    public sealed class Handler(AccountLinks links, IDirectory directory, NpgsqlConnection db)
        : IQueryHandler<GetLink, Answer>
    {
        public async Task<Answer> Handle(GetLink query, CancellationToken ct)
        {
            var link = await (
                query.For is { } purpose
                    ? links.Find(query.Token, ct, purpose)
                    : links.Find(query.Token, ct, Purpose.Activation, Purpose.Password)
            );
            var person = link.PersonId is { } id ? (await directory.People([id], ct)).GetValueOrDefault(id) : null;
            var shown = person is { Protected: false } ? person : null;
            return new(
                link.Purpose,
                link.Expires,
                shown?.GivenName,
                link.UserName,
                link.UserName is null && shown is not null ? await Suggested(shown, ct) : null
            );
        }

        private Task<string?> Suggested(Person person, CancellationToken ct)
        {
            var name = LogInName.Normalised($"{person.GivenName}.{person.FamilyName}".Replace(' ', '-'));
            return LogInName.IsAllowed(name)
                ? db.Value<string?>(
                    """
                    select name
                    from unnest(@Names) with ordinality free (name, place)
                    where not exists (select from accounts.account where user_name = name)
                    order by place
                    limit 1
                    """,
                    new { Names = Enumerable.Range(1, 20).Select(i => i == 1 ? name : $"{name}{i}").ToArray() },
                    ct
                )
                : Task.FromResult<string?>(null);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/link",
                    (string token, ISender sender, CancellationToken ct) =>
                        sender.Send(new GetLink(new Secret(token)), ct)
                )
                .AllowAnonymous()
                .Summary("What the link of a mail opens")
                .Refuses(404, "not-found")
                .Refuses(410, "accounts/link-used", "accounts/link-replaced", "accounts/link-expired");
    }
}
