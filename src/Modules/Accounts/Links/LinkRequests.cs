namespace Kapprum.Accounts.Links;

/// <summary>Mails the links that were asked for, at most one in five minutes to each.</summary>
internal sealed class LinkRequests(MailQueue mails, Audit audit)
{
    public static readonly TimeSpan Between = TimeSpan.FromMinutes(5);

    public sealed record Account(Guid Id, bool Activated);

    /// <param name="request">Unique for the asking; asked twice with the same one there is one mail.</param>
    public async Task Answer(Guid request, IEnumerable<Account> accounts, CancellationToken ct)
    {
        foreach (var kind in accounts.GroupBy(account => account.Activated))
        {
            var mail = kind.Key ? PasswordMail.Name : ActivationMail.Name;
            await mails.Add(
                mail,
                [.. kind.Select(account => (account.Id, $"{mail}:{account.Id}:{request}", (object?)null))],
                ct
            );
            foreach (var account in kind)
                audit.Changed(kind.Key ? "account.password-mail" : "account.activation-mail", "account", account.Id);
        }
    }
}
