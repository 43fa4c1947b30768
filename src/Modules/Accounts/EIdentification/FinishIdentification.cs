using Kapprum.Accounts.Sessions;
using Kapprum.Contracts.Roster;
using Microsoft.Extensions.Options;

namespace Kapprum.Accounts.EIdentification;

/// <summary>
/// Somebody comes back from a provider: logs in, is believed more in the session there is, or sees what the provider
/// tells. Each way back is good once, in the browser that left, within a quarter of an hour.
/// </summary>
/// <param name="Error">What the provider says when it has identified nobody.</param>
/// <param name="Issuer">Who says it is the provider (RFC 9207); not all say.</param>
/// <param name="Browser">From <see cref="IdentificationCookie"/>.</param>
internal sealed record FinishIdentification(Secret State, Secret Code, string? Error, string? Issuer, Secret Browser)
    : ICommand<FinishIdentification.Answer>
{
    /// <summary>Where providers lead the browser back to, below the public address.</summary>
    public const string Path = "/log-in/e-identification/return";

    /// <summary>Of the rest that is set which belongs to the outcome.</summary>
    public sealed record Answer(Outcome Outcome, string To)
    {
        /// <summary>Of who has logged in; and of who is believed more, for the session's new cookie.</summary>
        public NewSession? Session { get; init; }

        public Trial? Trial { get; init; }
    }

    public enum Outcome
    {
        LoggedIn,
        SteppedUp,

        /// <summary>Nobody who has an account or shall have one.</summary>
        NotKnown,

        /// <summary>Somebody else than the session's user; the session has ended.</summary>
        SomebodyElse,
        Tried,
    }

    /// <summary>What the provider has told, masked, and what becomes of it.</summary>
    /// <param name="HasNumber">There is a right personal identity number in it.</param>
    public sealed record Trial(
        string Provider,
        IReadOnlyList<(string Claim, string Value)> Claims,
        bool HasNumber,
        Assurance Assurance
    );

    internal sealed record Begun(
        string Provider,
        IdentificationPurpose Purpose,
        Guid? SessionId,
        string ReturnTo,
        DateTimeOffset BegunAt
    );

    internal sealed record Identified(Begun Begun, IdentityProvider Provider, Claims Claims);

    public sealed class Handler(
        NpgsqlConnection db,
        IdentityProviders providers,
        ProviderClient client,
        IdentifiedAccounts accounts,
        SessionStore sessions,
        Audit audit,
        IOptions<PublicSettings> address,
        IHttpContextAccessor http,
        TimeProvider clock
    ) : IPreparedCommandHandler<FinishIdentification, Identified, Answer>
    {
        private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

        // The way back is spent by whatever comes of it.
        public async Task<Identified> Prepare(FinishIdentification command, CancellationToken ct)
        {
            var begun =
                Token.TryHash(command.State.Text, out var state) && await Spend(state, command.Browser, ct) is { } found
                    ? found
                    : throw Refusal.Gone("accounts/e-identification-over");
            var provider = providers.Get(begun.Provider);
            if (command.Issuer is { } issuer && issuer != provider.Issuer)
                throw await Failed();
            if (command.Error is "access_denied" or "login_required" or "interaction_required")
                throw Refusal.Unprocessable("accounts/e-identification-cancelled");
            if (command.Error is not null || command.Code.Text.Length == 0)
                throw await Failed();

            try
            {
                var claims = await client.Redeem(
                    provider,
                    command.Code,
                    new(command.State, command.Browser),
                    address.Value.LinkTo(Path),
                    ct
                );
                // Who was identified before leaving has not been asked again.
                return begun.Purpose != IdentificationPurpose.StepUp || claims.IdentifiedAt >= begun.BegunAt - Skew
                    ? new(begun, provider, claims)
                    : throw await Failed();
            }
            catch (ProviderFailed failed)
            {
                await Failed();
                throw failed.ToRefusal();
            }
        }

        public async Task<Answer> Handle(FinishIdentification command, Identified identified, CancellationToken ct)
        {
            var (begun, provider, claims) = identified;
            var number = claims.Number(provider, clock.Today());
            var assurance = claims.Assurance(provider);
            if (begun.Purpose == IdentificationPurpose.Trial)
            {
                OwnSession(begun);
                return new(Outcome.Tried, begun.ReturnTo)
                {
                    Trial = new(provider.Text, claims.Masked(), number is not null, assurance),
                };
            }

            if (number is not { } right)
                throw Refusal.Unprocessable("accounts/e-identification-without-number");
            var isStepUp = begun.Purpose == IdentificationPurpose.StepUp;
            var theirs = await accounts.Of(right, make: !isStepUp, ct);
            return isStepUp ? await StepUp(begun, theirs, assurance, provider, ct)
                : theirs is [var account, ..] ? await LogIn(begun, account, assurance, provider, ct)
                : await NotKnown(claims, provider, ct);
        }

        private async Task<Answer> LogIn(
            Begun begun,
            Guid accountId,
            Assurance assurance,
            IdentityProvider provider,
            CancellationToken ct
        )
        {
            var request = http.HttpContext!;
            if (request.Features.Get<CurrentUser>() is { } before)
                await sessions.End(before.AccountId, before.SessionId, ct);
            await accounts.Note(accountId, ct);
            var opened = await sessions.Begin(
                accountId,
                SessionKind.Cookie,
                ct,
                assurance,
                request.Request.Headers.UserAgent,
                provider: provider.Name
            );
            audit.Changed(
                "account.log-in",
                "account",
                accountId,
                new { opened.SessionId, provider = provider.Name },
                by: accountId
            );
            return new(Outcome.LoggedIn, begun.ReturnTo) { Session = opened };
        }

        private async Task<Answer> StepUp(
            Begun begun,
            IReadOnlyList<Guid> theirs,
            Assurance assurance,
            IdentityProvider provider,
            CancellationToken ct
        )
        {
            var user = OwnSession(begun);
            if (!theirs.Contains(user.AccountId))
            {
                await sessions.End(user.AccountId, user.SessionId, ct);
                audit.Changed("session.step-up-by-other", "account", user.AccountId, new { user.SessionId });
                return new(Outcome.SomebodyElse, "/");
            }

            if (assurance < Assurance.EIdentification)
                throw Refusal.Forbidden("accounts/e-identification-too-weak");
            await accounts.Note(user.AccountId, ct);
            var session = await sessions.Confirm(user, ct, provider.Name);
            audit.Changed(
                "session.step-up",
                "account",
                user.AccountId,
                new { user.SessionId, provider = provider.Name }
            );
            return new(Outcome.SteppedUp, begun.ReturnTo) { Session = session };
        }

        /// <summary>
        /// Who had a coordination number that the roster knows may be the same person: an administrator is told, and
        /// nothing is done by itself.
        /// </summary>
        private async Task<Answer> NotKnown(Claims claims, IdentityProvider provider, CancellationToken ct)
        {
            if (
                claims.PreviousNumber(provider, clock.Today()) is { } previous
                && await accounts.PersonBefore(previous, ct) is { } person
            )
                audit.Changed("account.number-changed", "person", person);
            return new(Outcome.NotKnown, "/");
        }

        private CurrentUser OwnSession(Begun begun) =>
            http.HttpContext!.Features.Get<CurrentUser>() is { } user && user.SessionId == begun.SessionId
                ? user
                : throw Refusal.Gone("accounts/e-identification-over");

        private async Task<Refusal> Failed()
        {
            await audit.Tried(
                "account.e-identification-failed",
                "account",
                http.HttpContext!.Features.Get<CurrentUser>()?.AccountId
            );
            return Refusal.Unprocessable("accounts/e-identification-failed");
        }

        private Task<Begun?> Spend(byte[] state, Secret browser, CancellationToken ct) =>
            db.OneOrNone<Begun?>(
                """
                delete from accounts.authentication_request
                where state = @state and browser = @Browser and begun_at > @Old
                returning provider, purpose, session_id, return_to, begun_at
                """,
                new
                {
                    state,
                    Browser = BeginIdentification.HashOf(browser),
                    Old = clock.GetUtcNow() - BeginIdentification.Lasts,
                },
                ct
            );
    }
}
