using System.Text.Encodings.Web;
using Kapprum.Contracts.Roster;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kapprum.Accounts.Sessions;

/// <summary>
/// Who is asking, by the browser's cookie or by a bearer token; roles are those of today. Who has to log in first is
/// answered 401 where programs ask and led to the log-in page elsewhere.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    SessionCache cache,
    SeenSessions seen,
    OpenStreams streams
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Token.TryHash(Shown(Request), out var hash))
            return AuthenticateResult.NoResult();

        var found = cache.Get(hash);
        if (found is null)
        {
            var epoch = cache.Epoch;
            found = await Context
                .RequestServices.GetRequiredService<SessionLookup>()
                .Find(hash, Context.RequestAborted);
            cache.Set(hash, found, epoch);
        }

        if (found.User is not { } user)
            return AuthenticateResult.NoResult();

        seen.Note(user.SessionId);
        if (Context.IsForStream())
            streams.EndWith(user, Context);
        Context.Features.Set(user with { Address = Context.Connection.RemoteIpAddress });
        return AuthenticateResult.Success(found.Ticket!);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (ApiRequest.Is(Context))
            throw Refusal.Unauthorized("unauthenticated");

        // A form is sent to the page it stands on: there one is led back, and is told that it has not arrived.
        var to = UrlEncoder.Encode(LandingPage.Or(Request.PathBase + Request.Path + Request.QueryString));
        Response.Redirect($"/log-in?to={to}{(HttpMethods.IsGet(Request.Method) ? "" : "&unsent=1")}");
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (ApiRequest.Is(Context))
            throw Refusal.Forbidden("not-allowed");

        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>The token in the header, which counts more, or in the cookie.</summary>
    public static string? Shown(HttpRequest request) => Bearer(request) ?? SessionCookie.Shown(request);

    public static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization is [{ } header]
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header[7..].Trim()
            : null;
}

/// <summary>Finds whose token it is, and what that person is today.</summary>
internal sealed class SessionLookup(NpgsqlConnection db, IDirectory directory, TimeProvider clock)
{
    private sealed record Row(
        Guid SessionId,
        Guid AccountId,
        Guid? PersonId,
        short Assurance,
        string Language,
        bool Administrator,
        bool OwnDevice,
        DateTimeOffset Until
    );

    public async Task<CachedSession> Find(byte[] hash, CancellationToken ct)
    {
        var today = clock.Today();
        var row = await db.OneOrNone<Row>(
            """
            select s.id as session_id, a.id as account_id, a.person_id, s.assurance, a.language, a.administrator,
                   s.expires_at > s.created_at + @Workday as own_device,
                   least(t.expires_at, s.expires_at) as until
            from accounts.session_token t
            join accounts.session s on s.id = t.session_id and s.ended_at is null and s.expires_at > @Now
            join accounts.account a on a.id = s.account_id and a.ended_at is null
            where t.hash = @hash and t.kind = 'access' and t.expires_at > @Now
            """,
            new
            {
                hash,
                Now = clock.GetUtcNow(),
                SessionStore.Workday,
            },
            ct
        );
        if (row is null)
            return CachedSession.Nobody(today);

        var person = row.PersonId is { } id ? await directory.Today(id, ct) : null;
        var roles = (person?.Roles ?? Roles.None) | (row.Administrator ? Roles.Administrator : Roles.None);
        return CachedSession.Of(
            new(
                row.AccountId,
                row.PersonId ?? Guid.Empty,
                row.SessionId,
                roles,
                (Assurance)row.Assurance,
                row.Language,
                Address: null
            )
            {
                GivenName = person?.GivenName,
                FamilyName = person?.FamilyName,
                OwnDevice = row.OwnDevice,
            },
            row.Until,
            today
        );
    }
}
