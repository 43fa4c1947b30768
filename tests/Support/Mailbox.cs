using MimeKit;

namespace Kapprum.Support;

/// <summary>The mails the application has written to its folder.</summary>
public sealed partial class App
{
    /// <summary>What everybody has got so far, the earliest first.</summary>
    public IReadOnlyList<MimeMessage> Mails()
    {
        var folder = Path.Combine(Folder, "mail");
        return !Directory.Exists(folder)
            ? []
            : [.. Directory.GetFiles(folder, "*.eml").Order().Select(file => MimeMessage.Load(file))];
    }

    /// <summary>What somebody has got so far, the earliest first.</summary>
    public IReadOnlyList<MimeMessage> MailsTo(string address) =>
        [.. Mails().Where(mail => mail.To.Mailboxes.Any(to => to.Address == address))];

    /// <summary>
    /// Where the link in the latest mail to somebody, or in an earlier one, leads within the application.
    /// </summary>
    public string LinkTo(string address, int earlier = 0) =>
        new Uri(
            MailsTo(address)[^(1 + earlier)]
                .TextBody!.Split()
                .Single(word => word.StartsWith("http", StringComparison.Ordinal))
        ).PathAndQuery;

    /// <summary>All that the latest mail to somebody says.</summary>
    public string AllOfMailTo(string address) => AllOf(MailsTo(address)[^1]);

    /// <summary>All that a mail says, decoded: what must not be in it is not hidden by an encoding.</summary>
    public static string AllOf(MimeMessage mail) =>
        string.Join(
            '\n',
            [
                .. mail.Headers.Select(header => header.Value),
                .. mail.BodyParts.OfType<TextPart>().Select(part => part.Text),
            ]
        );
}
