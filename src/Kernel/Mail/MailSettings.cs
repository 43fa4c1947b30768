using MailKit.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kapprum.Kernel;

/// <summary>The section <c>Mail</c> of the settings.</summary>
internal sealed class MailSettings
{
    /// <summary>The SMTP server's host name. Without one, mails become files in <see cref="Folder"/>.</summary>
    public string? Server { get; set; }

    public int Port { get; set; } = 25;

    /// <summary>
    /// None, Auto (encrypted from the start on port 465, else when the server offers it), StartTls or SslOnConnect.
    /// With a <see cref="User"/>, Auto insists on encryption.
    /// </summary>
    public SecureSocketOptions Security { get; set; } = SecureSocketOptions.Auto;

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>How many connections to the server at most, 1 to 50.</summary>
    public int Connections { get; set; } = 4;

    /// <summary>How many seconds the server may take for one mail; then it is tried again later.</summary>
    public int TimeoutSeconds { get; set; } = 120;

    /// <summary>
    /// The sender: an address, or a name and an address as in <c>Kapprum &lt;kapprum@example.org&gt;</c>.
    /// </summary>
    public string From { get; set; } = "Kapprum <kapprum@localhost>";

    /// <summary>Where mails are written as .eml files; <c>mail</c> in the data folder if not given.</summary>
    public string? Folder { get; set; }
}

/// <summary>The section <c>Public</c> of the settings.</summary>
public sealed class PublicSettings
{
    /// <summary>Where people reach the platform, without a slash at the end; links in mails begin with it.</summary>
    public string Address { get; set; } = "http://localhost:5080";

    /// <param name="path">Begins with a slash.</param>
    public string LinkTo(string path) => Address.TrimEnd('/') + path;
}

internal static class MailRegistration
{
    public static void AddMail(this IServiceCollection services)
    {
        services
            .AddOptions<PublicSettings>()
            .BindConfiguration("Public")
            .Validate(
                place => Uri.TryCreate(place.Address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https",
                "Public:Address must be an address such as https://kapprum.example.org."
            )
            .ValidateOnStart();
        services
            .AddOptions<MailSettings>()
            .BindConfiguration("Mail")
            .Configure<IConfiguration>(
                (mail, settings) => mail.Folder ??= Path.Combine(settings["Data:Folder"] ?? ".data", "mail")
            )
            .Validate(mail => mail.Connections is >= 1 and <= 50, "Mail:Connections must be 1 to 50.")
            .Validate(mail => mail.Port is >= 1 and <= 65535, "Mail:Port must be 1 to 65535.")
            .Validate(mail => mail.TimeoutSeconds is >= 1 and <= 3600, "Mail:TimeoutSeconds must be 1 to 3600.")
            .Validate(
                mail => MimeKit.MailboxAddress.TryParse(mail.From, out var from) && from.Address.Contains('@'),
                "Mail:From must be a mail address such as Kapprum <kapprum@example.org>."
            )
            .ValidateOnStart();

        services.AddScoped<MailQueue>();
        services.AddSingleton<MailComposer>();
        services.AddSingleton<MailSender>();
        services.AddSingleton<IMailDelivery>(scope =>
            scope.GetRequiredService<IOptions<MailSettings>>() is { Value.Server.Length: > 0 } settings
                ? new SmtpDelivery(settings.Value)
                : new FileDelivery(scope.GetRequiredService<IOptions<MailSettings>>().Value)
        );
    }
}
