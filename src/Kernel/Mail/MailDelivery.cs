using System.Collections.Concurrent;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Kapprum.Kernel;

/// <summary>A mail ready to go.</summary>
/// <param name="QueuedAt">In school time.</param>
internal sealed record OutgoingMail(Guid Id, string Kind, DateTimeOffset QueuedAt, MimeMessage Message);

/// <summary>The way mails go out.</summary>
internal interface IMailDelivery
{
    /// <summary>How many mails it is worth sending at once, each over a route of its own.</summary>
    int AtOnce { get; }

    /// <exception cref="MailUnreachable">There is no way, or none more, at the moment.</exception>
    Task<IMailRoute> Open(CancellationToken ct);

    /// <summary>Gives back what is held for the next mail; there is none for now.</summary>
    void Rest();

    /// <summary>
    /// Why no mail could go out, as far as that can be found out without sending one; null when nothing speaks against
    /// it.
    /// </summary>
    string? Obstacle();
}

/// <summary>Takes one mail after the other.</summary>
internal interface IMailRoute : IDisposable
{
    /// <summary>Once it is false there is nothing more to do with it.</summary>
    bool IsOpen { get; }

    /// <summary>Returns when the mail has been accepted.</summary>
    /// <exception cref="MailRefused">It has not, and says whether another try makes sense.</exception>
    /// <exception cref="MailUnreachable">It has not, and no other would.</exception>
    Task Send(OutgoingMail mail, CancellationToken ct);
}

/// <summary>
/// One mail did not get through. <see cref="Code"/> says why and tells nothing of the recipient: a reply code, or a
/// kind of failure.
/// </summary>
internal sealed class MailRefused(string code, bool forGood, Exception? inner = null) : Exception(code, inner)
{
    public string Code { get; } = code;

    public bool ForGood { get; } = forGood;
}

/// <summary>No mail gets through at the moment.</summary>
internal sealed class MailUnreachable(Exception inner) : Exception(inner.GetType().Name, inner);

/// <summary>
/// Writes each mail to a file named by the time it was queued at and its id: one that is written again after a crash
/// takes the place of itself, so that each is there exactly once.
/// </summary>
internal sealed class FileDelivery(MailSettings settings) : IMailDelivery, IMailRoute
{
    private readonly string folder = Path.GetFullPath(settings.Folder!);

    public int AtOnce => settings.Connections;

    public bool IsOpen => true;

    public Task<IMailRoute> Open(CancellationToken ct)
    {
        try
        {
            SeeToFolder();
            return Task.FromResult<IMailRoute>(this);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailUnreachable(e);
        }
    }

    public string? Obstacle()
    {
        try
        {
            SeeToFolder();
            var probe = Path.Combine(folder, $".probe-{Guid.CreateVersion7():n}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "The folder for mails cannot be written to.";
        }
    }

    private void SeeToFolder()
    {
        // The mails hold names and links to log in with.
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
    }

    public async Task Send(OutgoingMail mail, CancellationToken ct)
    {
        var file = Path.Combine(folder, $"{mail.QueuedAt:yyyyMMdd-HHmmss}-{mail.Id:N}.eml");
        using var bytes = new MemoryStream();
        await mail.Message.WriteToAsync(bytes, ct);
        try
        {
            await File.WriteAllBytesAsync(file + ".part", bytes.GetBuffer().AsMemory(0, (int)bytes.Length), ct);
            File.Move(file + ".part", file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailUnreachable(e);
        }
    }

    public void Rest() { }

    public void Dispose() { }
}

/// <summary>
/// Hands mails to an SMTP server over connections that are kept from one mail to the next, at most <see
/// cref="MailSettings.Connections"/>. A connection is given up as soon as anything but a plain reply comes from it.
/// </summary>
internal sealed class SmtpDelivery(MailSettings settings) : IMailDelivery, IDisposable
{
    private readonly ConcurrentStack<SmtpClient> idle = new();

    public int AtOnce => settings.Connections;

    private TimeSpan Timeout => TimeSpan.FromSeconds(settings.TimeoutSeconds);

    public async Task<IMailRoute> Open(CancellationToken ct)
    {
        // A connection that has been lying about may be dead; better to know before a mail depends on it.
        while (idle.TryPop(out var client))
        {
            try
            {
                await client.NoOpAsync(ct).WaitAsync(TimeSpan.FromSeconds(5), ct);
                return new Route(this, client);
            }
            catch (Exception e) when (IsConnectionFailure(e) || e is SmtpCommandException or TimeoutException)
            {
                client.Dispose();
            }
            catch
            {
                client.Dispose();
                throw;
            }
        }

        return new Route(this, await Connect(ct));
    }

    public void Rest()
    {
        while (idle.TryPop(out var client))
            client.Dispose();
    }

    // Nobody is bothered to find out; the sender notices.
    public string? Obstacle() => null;

    public void Dispose() => Rest();

    private async Task<SmtpClient> Connect(CancellationToken ct)
    {
        var client = new SmtpClient { Timeout = (int)Timeout.TotalMilliseconds };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(Math.Min(30, settings.TimeoutSeconds)));
        try
        {
            var security = settings is { Security: SecureSocketOptions.Auto, User.Length: > 0, Port: not 465 }
                ? SecureSocketOptions.StartTls
                : settings.Security;
            await client.ConnectAsync(settings.Server!, settings.Port, security, limit.Token);
            if (settings.User is { Length: > 0 })
                await client.AuthenticateAsync(settings.User, settings.Password ?? "", limit.Token);
            return client;
        }
        catch (Exception e)
            when (IsConnectionFailure(e)
                || e
                    is TimeoutException
                        or SmtpCommandException
                        or AuthenticationException
                        or SslHandshakeException
                        or NotSupportedException
                || e is OperationCanceledException && !ct.IsCancellationRequested
            )
        {
            client.Dispose();
            throw new MailUnreachable(e);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static bool IsConnectionFailure(Exception e) =>
        e is SmtpProtocolException or IOException or SocketException or ServiceNotConnectedException;

    private sealed class Route(SmtpDelivery delivery, SmtpClient client) : IMailRoute
    {
        public bool IsOpen { get; private set; } = true;

        public async Task Send(OutgoingMail mail, CancellationToken ct)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(delivery.Timeout);
            IsOpen = false;
            try
            {
                await client.SendAsync(mail.Message, limit.Token);
                IsOpen = true;
            }
            catch (SmtpCommandException refused)
            {
                // MailKit has reset the session. 421 announces that the server closes it.
                IsOpen = client.IsConnected && refused.StatusCode != SmtpStatusCode.ServiceNotAvailable;

                // A reply to the sender's address speaks of our set-up, not of the mail, and so does one of the
                // server's policy ("5.7.1 Relay access denied"; RFC 3463, 3.8): that can be mended, and the mail sent.
                var forGood =
                    (int)refused.StatusCode >= 500
                    && refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted
                    && !refused.Message.Contains("5.7.", StringComparison.Ordinal);
                throw new MailRefused($"smtp-{(int)refused.StatusCode}", forGood, refused);
            }
            catch (NotSupportedException unsupported)
            {
                // The address has letters that the server has no way to write.
                IsOpen = client.IsConnected;
                throw new MailRefused("address-not-supported", forGood: true, unsupported);
            }
            catch (Exception slow)
                when (slow is TimeoutException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                throw new MailRefused("timeout", forGood: false, slow);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                // Whatever it is, one mail must not hold the others back.
                throw new MailRefused(
                    IsConnectionFailure(broken) ? "connection-lost" : broken.GetType().Name,
                    forGood: false,
                    broken
                );
            }
        }

        public void Dispose()
        {
            if (IsOpen)
                delivery.idle.Push(client);
            else
                client.Dispose();
            IsOpen = false;
        }
    }
}
