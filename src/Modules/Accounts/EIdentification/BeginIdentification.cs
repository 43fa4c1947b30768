using System.Security.Cryptography;
using System.Text;
using Kapprum.Accounts.Passwords;
using Kapprum.Accounts.Sessions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Secret = Kapprum.Kernel.Secret;

namespace Kapprum.Accounts.EIdentification;

/// <summary>Somebody leaves for a provider to be identified.</summary>
/// <param name="Provider">Its name; the only one there is if left out.</param>
/// <param name="To">The page it is for.</param>
/// <param name="Browser">From <see cref="IdentificationCookie"/>.</param>
internal sealed record BeginIdentification(string? Provider, IdentificationPurpose Purpose, string? To, Secret Browser)
    : ICommand<Secret>
{
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);

    /// <returns>The provider's address that the browser is led to; it is for this browser only.</returns>
    public sealed class Handler(
        NpgsqlConnection db,
        IdentityProviders providers,
        ProviderClient client,
        Throttle throttle,
        IOptions<PublicSettings> address,
        IHttpContextAccessor http,
        TimeProvider clock
    ) : IPreparedCommandHandler<BeginIdentification, OpenIdConnectConfiguration, Secret>
    {
        public async Task<OpenIdConnectConfiguration> Prepare(BeginIdentification command, CancellationToken ct)
        {
            await throttle.Take(Throttle.Leaving(http.HttpContext!.Connection.RemoteIpAddress), ct);
            try
            {
                return await client.Configuration(providers.Get(command.Provider), ct);
            }
            catch (ProviderFailed failed)
            {
                throw failed.ToRefusal();
            }
        }

        public async Task<Secret> Handle(
            BeginIdentification command,
            OpenIdConnectConfiguration configuration,
            CancellationToken ct
        )
        {
            var provider = providers.Get(command.Provider);
            var user = http.HttpContext!.Features.Get<CurrentUser>();
            if (command.Purpose != IdentificationPurpose.LogIn && user is null)
                throw Refusal.NotFound("session");

            var state = Token.New();
            var now = clock.GetUtcNow();
            await db.Execute(
                """
                with old as (
                    delete from accounts.authentication_request
                    where state = any (array(
                        select state from accounts.authentication_request where begun_at <= @Old
                        limit 100 for update skip locked)))
                insert into accounts.authentication_request
                    (state, browser, provider, purpose, session_id, return_to, begun_at)
                values (@Hash, @Browser, @Name, @Purpose, @SessionId, @To, @now)
                """,
                new
                {
                    state.Hash,
                    Browser = HashOf(command.Browser),
                    provider.Name,
                    command.Purpose,
                    SessionId = command.Purpose == IdentificationPurpose.LogIn ? null : user?.SessionId,
                    To = LandingPage.Or(command.To),
                    now,
                    Old = now - Lasts,
                },
                ct
            );
            return new(
                ProviderClient.AuthorizationAddress(
                    provider,
                    configuration,
                    new(new(state.Text), command.Browser),
                    address.Value.LinkTo(FinishIdentification.Path),
                    again: command.Purpose == IdentificationPurpose.StepUp
                )
            );
        }
    }

    public static byte[] HashOf(Secret browser) => SHA256.HashData(Encoding.ASCII.GetBytes(browser.Text));
}
