using System.Security.Cryptography;
using Kapprum.Accounts.Passwords;
using Microsoft.AspNetCore.DataProtection;
using Secret = Kapprum.Kernel.Secret;

namespace Kapprum.Accounts.Sessions;

/// <summary>
/// A browser gets the key by which it keeps what its user has begun to write: the same as before for the same person,
/// also after a session that has run out; another one for anybody else, and after a log-out.
/// </summary>
/// <param name="Browser">The mark in the browser's cookie.</param>
[NoAccessCheck("The key is the user's own.")]
internal sealed record ObtainDraftKey(Guid Browser) : ICommand<ObtainDraftKey.Answer>
{
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    /// <param name="Key">256 bits, in base64.</param>
    /// <param name="OwnDevice">The browser may keep it all when it is closed.</param>
    public sealed record Answer(Secret Key, bool OwnDevice);

    public sealed class Handler(
        NpgsqlConnection db,
        CurrentUser user,
        IDataProtectionProvider protection,
        TimeProvider clock
    ) : ICommandHandler<ObtainDraftKey, Answer>
    {
        public async Task<Answer> Handle(ObtainDraftKey command, CancellationToken ct)
        {
            var protector = protection.CreateProtector("Kapprum.DraftKey", user.AccountId.ToString());
            var now = clock.GetUtcNow();
            await db.Execute(
                """
                delete from accounts.draft_key
                where ctid = any (array(
                    select ctid from accounts.draft_key where given_at <= @old limit 100 for update skip locked))
                """,
                new { old = now - Lasts },
                ct
            );
            var stored = await db.Value<byte[]>(
                """
                insert into accounts.draft_key as present (account_id, browser, session_id, sealed, given_at)
                values (@AccountId, @Browser, @SessionId, @fresh, @now)
                on conflict (account_id, browser) do update
                set session_id = excluded.session_id, given_at = excluded.given_at,
                    sealed = case when present.given_at > @old then present.sealed else excluded.sealed end
                returning sealed
                """,
                new
                {
                    user.AccountId,
                    command.Browser,
                    user.SessionId,
                    fresh = protector.Protect(RandomNumberGenerator.GetBytes(32)),
                    now,
                    old = now - Lasts,
                },
                ct
            );
            return new(new(Convert.ToBase64String(protector.Unprotect(stored!))), user.OwnDevice);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/session/draft-key",
                    async (
                        ISender sender,
                        CurrentUser user,
                        KnownDevice device,
                        HttpContext http,
                        CancellationToken ct
                    ) =>
                    {
                        var browser =
                            device.Knows(KnownDevice.Shown(http.Request), user.AccountId)
                            ?? device.Remember(http, user.AccountId);
                        var given = await sender.Send(new ObtainDraftKey(browser), ct);
                        return TypedResults.Ok(new DraftKey(given.Key.Text, given.OwnDevice));
                    }
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary("Get the key that encrypts what this browser keeps of half-written forms")
                .Refuses(403, "cross-site");
    }
}

/// <param name="Key">For AES-GCM, 256 bits in base64.</param>
/// <param name="OwnDevice">Whether what is encrypted may stay when the browser is closed.</param>
internal sealed record DraftKey(string Key, bool OwnDevice);
