using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.Links;

/// <summary>The mail with which somebody activates an account.</summary>
internal sealed class ActivationMail(LinkIssuer links, LinkMailContent letters) : IMailWriter
{
    public const string Name = "activation";

    public string Kind => Name;

    public async Task<IReadOnlyDictionary<Guid, MailContent>> Write(
        IReadOnlyList<QueuedMail> mails,
        CancellationToken ct
    ) => await letters.About("activation", await links.ForMails(Purpose.Activation, mails, ct), ct);
}

/// <summary>The mail with which somebody chooses a new password.</summary>
internal sealed class PasswordMail(LinkIssuer links, LinkMailContent letters) : IMailWriter
{
    public const string Name = "password";

    public string Kind => Name;

    public async Task<IReadOnlyDictionary<Guid, MailContent>> Write(
        IReadOnlyList<QueuedMail> mails,
        CancellationToken ct
    ) => await letters.About("password", await links.ForMails(Purpose.Password, mails, ct), ct);
}

/// <summary>
/// Words for links. Several people may read the mails of one address, so each says whose account it is about; not so
/// for protected identities, whose name is in no mail. Who is asked to activate an account may never have heard of it,
/// and is told by whom and about which unit.
/// </summary>
internal sealed class LinkMailContent(IDirectory directory, ISettings settings, Texts texts)
{
    public async Task<IReadOnlyDictionary<Guid, MailContent>> About(
        string what,
        IReadOnlyDictionary<Guid, IssuedLink> links,
        CancellationToken ct
    )
    {
        Guid[] ids = [.. links.Values.Select(link => link.PersonId).OfType<Guid>()];
        var people = await directory.People(ids, ct);
        var units = await directory.Units(ids, ct);
        var municipality = (await Municipality.Of(settings, ct)).Name;
        return links.ToDictionary(
            link => link.Key,
            link =>
            {
                var (_, personId, email, language, path) = link.Value;
                var name =
                    personId is { } id && people.TryGetValue(id, out var person) && !person.Protected
                        ? person.GivenName
                        : null;
                return new MailContent(
                    email,
                    language,
                    texts.In(language, $"accounts.{what}-mail.subject"),
                    [
                        name is null
                            ? texts.In(language, "accounts.mail.hello")
                            : texts.In(language, "accounts.mail.hello-name", ("name", name)),
                        municipality.Length > 0 && what == "activation"
                            ? texts.In(language, "accounts.activation-mail.why-of", ("municipality", municipality))
                            : texts.In(language, $"accounts.{what}-mail.why"),
                        .. personId is { } who && what == "activation" && units.Contains(who)
                            ? [texts.In(language, "accounts.activation-mail.units", ("units", Joined(units[who])))]
                            : Array.Empty<string>(),
                        texts.In(language, $"accounts.{what}-mail.how-long"),
                    ],
                    (texts.In(language, $"accounts.{what}-mail.link"), path)
                );
            }
        );
    }

    private static string Joined(IEnumerable<string> units) => string.Join(", ", units);
}
