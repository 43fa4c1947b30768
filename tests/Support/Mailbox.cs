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

    /// <summary>Where the link in the latest mail to somebody leads, within the application.</summary>
    public string LinkTo(string address) =>
        new Uri(MailsTo(address)[^1].TextBody!.Split().Single(word => word.StartsWith("http", StringComparison.Ordinal))).PathAndQuery;
}
