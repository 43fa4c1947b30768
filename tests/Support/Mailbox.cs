using MimeKit;

namespace Kapprum.Support;

/// <summary>The mails the application has written to its folder.</summary>
public sealed partial class App
{
    /// <summary>What somebody has got so far, the earliest first.</summary>
    public IReadOnlyList<MimeMessage> MailsTo(string address)
    {
        var folder = Path.Combine(Folder, "mail");
        return !Directory.Exists(folder) ? [] :
        [
            .. from file in Directory.GetFiles(folder, "*.eml").Order()
               let mail = MimeMessage.Load(file)
               where mail.To.Mailboxes.Any(to => to.Address == address)
               select mail,
        ];
    }

    /// <summary>Where the link in the latest mail to somebody, or in an earlier one, leads within the application.</summary>
    public string LinkTo(string address, int earlier = 0) =>
        new Uri(MailsTo(address)[^(1 + earlier)].TextBody!.Split().Single(word => word.StartsWith("http", StringComparison.Ordinal))).PathAndQuery;

    /// <summary>All that the latest mail to somebody says, decoded: what must not be in it is not hidden by an encoding.</summary>
    public string AllOfMailTo(string address)
    {
        var mail = MailsTo(address)[^1];
        return string.Join('\n', [.. mail.Headers.Select(header => header.Value), .. mail.BodyParts.OfType<TextPart>().Select(part => part.Text)]);
    }
}
