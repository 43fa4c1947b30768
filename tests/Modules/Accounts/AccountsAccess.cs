using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Kapprum.Kernel;
using Kapprum.Support;
using Kapprum.Tests.Access;
using Kapprum.Tests.Roster;

namespace Kapprum.Tests.Accounts;

public sealed class AccountsAccessTests(AccessCast cast) : AccessTests<AccountsAccess>(cast);

public sealed class AccountsSentPagesTests : SentPagesTests<AccountsAccess>;

public sealed class AccountsProtectedTests : ProtectedTests<AccountsAccess>;

/// <summary>Who sees and changes which account, and who reads the log.</summary>
public sealed class AccountsAccess : IAccessRows, IHoldsData
{
    public IReadOnlyList<Row> Rows { get; } =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
        Row.Of("GET /api/me", "401   200     200     200    200    200      200   200       200"),
        Row.Of(
            "PUT /api/me/language",
            "401   204     204     204    204    204      204   204       204",
            body: s => new { language = "sv" }
        ),
        Row.Of(
            "PUT /api/me/user-name",
            "401   400     400     400    400    400      400   400       400",
            body: s => new { userName = $"name-{s.Child}", presentPassword = "not the present one" }
        ),
        Row.Of(
            "PUT /api/me/password",
            "401   400     400     400    400    400      400   400       400",
            body: s => new { presentPassword = "not the present one", newPassword = "tolv randiga mössor" }
        ),
        Row.Of(
            "PUT /api/me/email",
            "401   400     400     400    400    400      400   400       400",
            body: s => new { email = $"{s.Child}@example.org", presentPassword = "not the present one" }
        ),
        Row.Of(
            "GET /api/me/email/confirmation",
            "401   404     404     404    404    404      404   404       404",
            async s => $"/api/me/email/confirmation?token={await s.ForeignLink()}"
        ),
        Row.Of(
            "POST /api/me/email/confirmation",
            "401   404     404     404    404    404      404   404       404"
        ) with
        {
            Ask = async s =>
                new(HttpMethod.Post, "/api/me/email/confirmation")
                {
                    Content = JsonContent.Create(new { token = await s.ForeignLink() }),
                },
        },
        Row.Of(
            "POST /api/session/confirmation",
            "401   400     400     400    400    400      400   400       400",
            body: s => new { presentPassword = "not the present one" }
        ),
        Row.Of("PAGE /step-up", "302   200     200     200    200    200      200   200       200"),
        Row.Of("GET /api/me/tokens", "401   200     200     200    200    200      200   200       200"),
        Row.Of(
            "POST /api/me/tokens",
            "401   201     201     201    201    201      201   201       201",
            body: s => new
            {
                name = "a program",
                scopes = new[] { "children.read" },
                days = 1,
            },
            demand: Demand.Confirmed
        ),
        Row.Of(
            "DELETE /api/me/tokens/{id:guid}",
            "401   404     404     404    404    404      404   404       404",
            async s => $"/api/me/tokens/{s.Child}"
        ),
        Row.Of(
            "PAGE /account/tokens",
            "302   200     200     200    200    200      200   200       403",
            demand: Demand.Confirmed
        ),
        Row.Of("POST /api/session/draft-key", "401   200     200     200    200    200      200   200       200"),
        Row.Of("GET /api/me/sessions", "401   200     200     200    200    200      200   200       200"),
        Row.Of("DELETE /api/me/sessions", "401   204     204     204    204    204      204   204       204"),
        Row.Of(
            "DELETE /api/me/sessions/{id:guid}",
            "401   404     404     404    404    404      404   404       404",
            async s => $"/api/me/sessions/{await s.ForeignSession()}"
        ),
        Row.Of("PAGE /account", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/user-name", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/email", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/email/confirm", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/password", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/language", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/sessions", "302   200     200     200    200    200      200   200       200"),
        Row.Of(
            "GET /api/people/{personId:guid}/account",
            "401   403     403     403    403    403      200   404       200",
            async s => $"/api/people/{await s.OtherGuardian()}/account",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "POST /api/people/{personId:guid}/account/activation-mail",
            "401 403 403 403 403    403      409   404       409",
            async s => $"/api/people/{await s.OtherGuardian()}/account/activation-mail",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "DELETE /api/people/{personId:guid}/account/sessions",
            "401 403  403     403    403    403      403   403       204",
            async s => $"/api/people/{await s.OtherGuardian()}/account/sessions",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "DELETE /api/people/{personId:guid}/account/failed-log-ins",
            "401 403 403 403   403    403      403   403       204",
            async s => $"/api/people/{await s.OtherGuardian()}/account/failed-log-ins",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "GET /api/audit",
            "401   403     403     403    403    403      403   403       200",
            demand: Demand.Confirmed
        ),
        Row.Of("GET /api/e-identification/providers", "401 403 403 403 403 403 403 403 200"),
        Row.Of("PAGE /e-identification", "302 403 403 403 403 403 403 403 200"),
        Row.Of("GET /api/audit/actions", "401   403     403     403    403    403      403   403       200"),
        Row.Of(
            "PAGE /people/{Id:guid}/account",
            "302   403     403     403    403    403      200   404       200",
            async s => $"/people/{await s.OtherGuardian()}/account",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "PAGE /audit",
            "302   403     403     403    403    403      403   403       200",
            demand: Demand.Confirmed
        ),
    ];

    public IReadOnlyList<string> Open { get; } =
    [
        "PAGE /log-in",
        "PAGE /log-out",
        "PAGE /log-out/e-identification",
        "PAGE /log-in/e-identification",
        "PAGE /log-in/e-identification/return",
        // In the demo only.
        "PAGE /test-id",
        "PAGE /activate",
        "PAGE /new-password",
        "PAGE /help/log-in",
        "POST /api/session",
        "DELETE /api/session",
        "POST /api/tokens",
        "POST /api/tokens/refresh",
        "GET /api/link",
        "POST /api/link",
        "POST /api/link/renewal",
        "POST /api/activation",
        "POST /api/password",
    ];

    public IReadOnlyList<string> Written { get; } =
    ["accounts.account.user_name", "accounts.account.email", "accounts.email_change.email", "accounts.session.device"];

    public string Hide =>
        """
            update accounts.account a
            set user_name = 'rodhake-' || a.person_id, email = 'gulfink-' || a.person_id || '@example.org',
                email_key = 'gulfink-' || a.person_id || '@example.org'
            from hidden h where h.id = a.person_id
            """;

    public IReadOnlyList<(Who, string)> Shown { get; } = [(Who.Guardian, "gulfink"), (Who.Guardian, "rodhake")];

    public async Task<IReadOnlyList<string>> Places(Cast cast, Guid child)
    {
        var guardian = cast.Person(Who.Guardian);
        return
        [
            $"/audit?about={child}",
            $"/audit?about={guardian}",
            $"/audit?who={guardian}",
            "/audit?action=roster.read-protected",
            $"/api/audit?about={child}&limit=200",
            $"/api/audit?who={guardian}&limit=200",
            $"/api/audit?about={cast.Person(Who.Staff)}",
            $"/api/audit?who=rodhake-{guardian}",
            .. from person in await cast.PeopleAround(child)
            from place in new[] { $"/people/{person}/account", $"/api/people/{person}/account" }
            select place,
        ];
    }
}

/// <summary>Accounts of people who are not asking.</summary>
internal static class AccountsScenes
{
    /// <summary>A guardian of the child and of no other, with an activated account.</summary>
    public static async Task<Guid> OtherGuardian(this Scene scene) => (await scene.App.Guardian(scene.Child)).Id;

    /// <summary>A session of somebody who is not asking.</summary>
    public static async Task<Guid> ForeignSession(this Scene scene) =>
        await scene.App.Value<Guid>(
            """
            select s.id from accounts.session s join accounts.account a on a.id = s.account_id
            where a.person_id = @id
            """,
            new { id = await scene.OtherGuardian() }
        );

    /// <summary>The token of a link that confirms the new address of somebody who is not asking.</summary>
    public static async Task<string> ForeignLink(this Scene scene)
    {
        var (token, hash) = App.NewToken();
        await scene.App.Execute(
            """
            with change as (
                insert into accounts.email_change (id, account_id, email, email_key, asked_at, expires_at)
                select @id, a.id, 'new@example.org', 'new@example.org', @Now, @Until
                from accounts.account a where a.person_id = @person
                returning id, account_id)
            insert into accounts.link (hash, account_id, purpose, change_id, issued_at, expires_at)
            select @hash, account_id, 'email', id, @Now, @Until from change
            """,
            new
            {
                id = Guid.CreateVersion7(),
                person = await scene.OtherGuardian(),
                hash,
                Now = scene.App.Clock.GetUtcNow(),
                Until = scene.App.Clock.GetUtcNow().AddDays(3),
            }
        );
        return token;
    }
}
