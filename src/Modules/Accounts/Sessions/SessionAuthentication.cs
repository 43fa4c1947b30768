using System.Text.Encodings.Web;
using Kapprum.Accounts.PersonalTokens;
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
        var isPersonal = PersonalToken.TryHash(Bearer(Request), out var hash);
        if (!isPersonal && !Token.TryHash(Shown(Request), out hash))
            return AuthenticateResult.NoResult();

        var found = cache.Get(hash);
        if (found is null)
        {
            var epoch = cache.Epoch;
            var lookup = Context.RequestServices.GetRequiredService<SessionLookup>();
            found = isPersonal
                ? await lookup.FindPersonal(hash, Context.RequestAborted)
                : await lookup.Find(hash, Context.RequestAborted);
            cache.Set(hash, found, epoch);
        }

        if (found.User is not { } user)
            return AuthenticateResult.NoResult();

        if (!IsByItself && !isPersonal)
            seen.Note(user.SessionId);
        if (Context.IsForStream())
            streams.EndWith(user, Context);
        Context.Features.Set(user with { Address = Context.Connection.RemoteIpAddress });
        return AuthenticateResult.Success(found.Ticket!);
    }

    /// <summary>What a page that lies open asks for is not done by anybody.</summary>
    private bool IsByItself =>
        HttpMethods.IsGet(Request.Method) && (Context.IsForStream() || Request.Headers["Sec-Fetch-Dest"] is ["empty"]);

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
        if (Context.Features.Get<StepUpDue>() is { } due)
        {
            if (ApiRequest.Is(Context))
                throw Refusal.StepUp(due.Demand);
            Response.Redirect(due.PageFor(LandingPage.Or(Request.PathBase + Request.Path + Request.QueryString)));
            return Task.CompletedTask;
        }

        if (ApiRequest.Is(Context))
            throw Refusal.Forbidden(
                Context.Features.Get<CurrentUser>() is { Scopes: not null } ? "insufficient-scope" : "not-allowed"
            );

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
internal sealed class SessionLookup(NpgsqlConnection db, IDirectory directory, SeenSessions seen, TimeProvider clock)
{
    /// <summary>For so long an e-identification counts; and for so long while nothing is done.</summary>
    public static readonly TimeSpan Identified = TimeSpan.FromHours(8);

    /// <inheritdoc cref="Identified"/>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    private sealed record Row
    {
        public required Guid SessionId { get; init; }
        public required Guid AccountId { get; init; }
        public required Guid? PersonId { get; init; }
        public required short Assurance { get; init; }
        public required string Language { get; init; }
        public required bool Administrator { get; init; }
        public required bool OwnDevice { get; init; }
        public required DateTimeOffset Until { get; init; }
        public required DateTimeOffset SeenAt { get; init; }
        public required DateTimeOffset? IdentifiedAt { get; init; }
        public required DateTimeOffset? ConfirmedAt { get; init; }
    }

    public async Task<CachedSession> Find(byte[] hash, CancellationToken ct)
    {
        var today = clock.Today();
        var row = await db.OneOrNone<Row>(
            """
            select s.id as session_id, a.id as account_id, a.person_id, s.assurance, a.language, a.administrator,
                   s.expires_at > s.created_at + @Workday as own_device,
                   s.seen_at, s.e_identified_at as identified_at, s.confirmed_at,
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

        var assurance = (Assurance)row.Assurance;
        if (assurance > Assurance.Password && !IsStillIdentified(row))
        {
            await FallBack(row, ct);
            assurance = Assurance.Password;
        }

        var person = row.PersonId is { } id ? await directory.Today(id, ct) : null;
        var roles = (person?.Roles ?? Roles.None) | (row.Administrator ? Roles.Administrator : Roles.None);
        return CachedSession.Of(
            new(row.AccountId, row.PersonId ?? Guid.Empty, row.SessionId, roles, assurance, row.Language, Address: null)
            {
                GivenName = person?.GivenName,
                FamilyName = person?.FamilyName,
                OwnDevice = row.OwnDevice,
                ConfirmedAt = row.ConfirmedAt,
            },
            row.Until,
            today
        );
    }

    /// <summary>
    /// Whose personal token it is; its user may do with it what it is good for, and nothing sensitive.
    /// </summary>
    public async Task<CachedSession> FindPersonal(byte[] hash, CancellationToken ct)
    {
        var today = clock.Today();
        var row = await db.OneOrNone<Personal>(
            """
            with used as (
                update accounts.personal_token set used_at = @Now
                where hash = @hash and expires_at > @Now and (used_at is null or used_at < @HourAgo))
            select t.id, a.id as account_id, a.person_id, a.language, t.scopes, t.expires_at
            from accounts.personal_token t
            join accounts.account a on a.id = t.account_id and a.ended_at is null
            where t.hash = @hash and t.expires_at > @Now
            """,
            new
            {
                hash,
                Now = clock.GetUtcNow(),
                HourAgo = clock.GetUtcNow().AddHours(-1),
            },
            ct
        );
        if (row is not { PersonId: { } personId } || await directory.Today(personId, ct) is not { } person)
            return CachedSession.Nobody(today);

        return CachedSession.Of(
            new(row.AccountId, personId, row.Id, person.Roles, Assurance.Token, row.Language, Address: null)
            {
                GivenName = person.GivenName,
                FamilyName = person.FamilyName,
                Scopes = row.Scopes,
            },
            row.ExpiresAt,
            today
        );
    }

    private sealed record Personal
    {
        public required Guid Id { get; init; }
        public required Guid AccountId { get; init; }
        public required Guid? PersonId { get; init; }
        public required string Language { get; init; }
        public required string[] Scopes { get; init; }
        public required DateTimeOffset ExpiresAt { get; init; }
    }

    private bool IsStillIdentified(Row row)
    {
        var now = clock.GetUtcNow();
        var last = seen.LastOf(row.SessionId) is { } noted && noted > row.SeenAt ? noted : row.SeenAt;
        return row.IdentifiedAt > now - Identified && last > now - Idle;
    }

    // For good: what is done from now on must not count as not having been idle.
    private Task FallBack(Row row, CancellationToken ct) =>
        db.Execute(
            """
            update accounts.session set assurance = 1
            where id = @SessionId and e_identified_at is not distinct from @IdentifiedAt::timestamptz
            """,
            new { row.SessionId, row.IdentifiedAt },
            ct
        );
}
