using System.Text.Json;
using Kapprum.Contracts.Absence;
using Kapprum.Contracts.Accounts;
using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <summary>An absence that nobody has explained, to the guardians, the same day.</summary>
internal sealed class UnexplainedAbsenceMail(AbsenceLetters letters) : IMailWriter
{
    public const string Name = "unexplained-absence";

    public string Kind => Name;

    public Task<IReadOnlyDictionary<Guid, MailContent>> Write(IReadOnlyList<QueuedMail> mails, CancellationToken ct) =>
        letters.Write(mails, ct);
}

/// <summary>What else happens to absences, to whoever has chosen to be told by mail.</summary>
internal sealed class AbsenceNoticeMail(AbsenceLetters letters) : IMailWriter
{
    public const string Name = "absence-notice";

    public string Kind => Name;

    public Task<IReadOnlyDictionary<Guid, MailContent>> Write(IReadOnlyList<QueuedMail> mails, CancellationToken ct) =>
        letters.Write(mails, ct);
}

/// <summary>
/// Writes notices as letters. A mail lies about in many places: it tells no more than that there is something, the day
/// and a given name, and of a child with protected identity not even that.
/// </summary>
internal sealed class AbsenceLetters(
    IAudience audience,
    IDirectory directory,
    IAbsences absences,
    IAccounts accounts,
    NoticeWords words,
    Texts texts,
    DateText dates
)
{
    /// <param name="Notice">The notice's kind.</param>
    public sealed record About(string Notice, Guid AbsenceId, Guid ChildId, DateOnly Day);

    public async Task<IReadOnlyDictionary<Guid, MailContent>> Write(
        IReadOnlyList<QueuedMail> mails,
        CancellationToken ct
    )
    {
        var abouts = mails.ToDictionary(mail => mail.Id, mail => mail.About.Deserialize<About>()!);
        Guid[] childIds = [.. abouts.Values.Select(about => about.ChildId).Distinct()];

        var standing = await absences.StandingOf([.. abouts.Values.Select(about => about.AbsenceId).Distinct()], ct);
        var guardians = (await audience.GuardiansOf(childIds, ct)).ToHashSet();
        var staff = (await audience.GroupStaffOf(childIds, ct)).ToHashSet();
        var children = await directory.People(childIds, ct);
        var reachable = await accounts.Of([.. mails.Select(mail => mail.RecipientId).Distinct()], ct);

        var letters =
            from mail in mails
            let about = abouts[mail.Id]
            let who = new ChildPerson(about.ChildId, mail.RecipientId)
            where guardians.Contains(who) || staff.Contains(who)
            let account = reachable.GetValueOrDefault(mail.RecipientId)
            where account?.Email is not null
            let absence = standing.GetValueOrDefault(about.AbsenceId)
            where StillTrue(about.Notice, absence)
            let language = account.Language
            let child = children[about.ChildId] is { Protected: false } named
                ? named.GivenName
                : texts.In(language, guardians.Contains(who) ? "notice.your-child" : "notice.a-child")
            select (
                mail.Id,
                new MailContent(
                    account.Email!,
                    language,
                    texts.In(language, $"notice.{about.Notice}.subject"),
                    [Capital(words.Sentence(language, about.Notice, child, dates.Date(about.Day, language), absence))],
                    (
                        texts.In(language, about.Notice == NoticeKind.Unexplained ? "notice.explain" : "notice.open"),
                        $"/absence/{about.AbsenceId}"
                    )
                )
            );
        return letters.ToDictionary(letter => letter.Id, letter => letter.Item2);
    }

    /// <summary>Nobody is asked for what has been explained, nor told of what is gone by now.</summary>
    private static bool StillTrue(string kind, CurrentAbsence? absence) =>
        kind switch
        {
            NoticeKind.Withdrawn => absence is null,
            NoticeKind.Unexplained => absence is { Reason: null },
            _ => absence is not null,
        };

    private static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
