using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace Kapprum.Accounts.Passwords;

/// <summary>
/// Hashes and checks passwords with ASP.NET Core Identity's hasher: PBKDF2, HMAC-SHA512, 220,000 iterations (OWASP
/// Password Storage Cheat Sheet). That takes a core for a tenth of a second or more, so at most one runs per core, each
/// on a thread of its own and not on one that answers requests; some wait (<see cref="HashingQueue"/>), and when they
/// would wait too long the rest is told to come back.
/// </summary>
internal sealed class PasswordHashing(IPasswordHasher<PasswordHashing> hasher, TimeSpan longestWait)
{
    public const int Iterations = 220_000;

    private const int WaitingPerCore = 40;
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(5);

    private readonly HashingQueue queue = new(Environment.ProcessorCount, WaitingPerCore * Environment.ProcessorCount);
    private readonly Lazy<string> nobodys = new(() =>
        hasher.HashPassword(null!, Convert.ToHexString(RandomNumberGenerator.GetBytes(16)))
    );

    public Task<string> Hash(Secret password, CancellationToken ct) =>
        Run(() => hasher.HashPassword(null!, Normalised(password.Text)), Client.Known, ct);

    /// <summary>
    /// Whether the password is right, as typed or without the white space that came along at its ends. Without a hash,
    /// for an account there is none of, it costs the same.
    /// </summary>
    /// <returns>Whether it is right, and a new hash if the stored one is weaker than those of today.</returns>
    public Task<(bool Right, string? Better)> Check(
        string? hash,
        Secret password,
        Client client,
        CancellationToken ct
    ) =>
        Run(
            () =>
            {
                var against = hash ?? nobodys.Value;
                var typed = Normalised(password.Text);
                var outcome = hasher.VerifyHashedPassword(null!, against, typed);
                if (outcome == PasswordVerificationResult.Failed && typed.Trim() is var trimmed && trimmed != typed)
                    outcome = hasher.VerifyHashedPassword(null!, against, typed = trimmed);

                var right = hash is not null && outcome != PasswordVerificationResult.Failed;
                return (
                    right,
                    right && outcome == PasswordVerificationResult.SuccessRehashNeeded
                        ? hasher.HashPassword(null!, typed)
                        : null
                );
            },
            client,
            ct
        );

    /// <summary>The same letter may be typed as one character or as two (NIST SP 800-63B, 3.1.1.2).</summary>
    public static string Normalised(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Half a character is no password of anybody's.
            return password;
        }
    }

    /// <summary>Does work that costs a core.</summary>
    public async Task<T> Run<T>(Func<T> work, Client client, CancellationToken ct)
    {
        if (!await queue.Enter(client, longestWait, ct))
            throw Refusal.Busy("accounts/busy", ComeBack);
        try
        {
            return await Task.Factory.StartNew(work, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            queue.Leave();
        }
    }
}
