using Kapprum.Accounts.Links;
using Kapprum.Contracts.Notifications;

namespace Kapprum.Accounts;

/// <summary>
/// Reminds of accounts that are not activated 3 and 10 days after their invitation, with a link that works.
/// </summary>
internal sealed class NotActivated(NpgsqlConnection db, LinkIssuer links, Texts texts) : IReminders
{
    private static readonly int[] Days = [3, 10];

    public string Kind => "account-not-activated";

    public async Task<IReadOnlyList<Guid>> DueTonight(DateOnly today, CancellationToken ct) =>
        await db.Query<Guid>(
            """
            select a.person_id
            from unnest(@Begins, @Ends) invited (begins, ends)
            join accounts.account a on a.invited_at >= invited.begins and a.invited_at < invited.ends
            where a.activated_at is null and a.e_identified_at is null and a.ended_at is null
              and a.person_id is not null and a.email is not null
            """,
            new
            {
                Begins = Days.Select(days => SchoolTime.Midnight(today.AddDays(-days))).ToArray(),
                Ends = Days.Select(days => SchoolTime.Midnight(today.AddDays(1 - days))).ToArray(),
            },
            ct
        );

    public async Task<IReadOnlyDictionary<Guid, ReminderText>> Write(
        IReadOnlyList<Guid> personIds,
        CancellationToken ct
    ) =>
        (await links.Further(personIds, ct)).ToDictionary(
            link => link.Key,
            link => new ReminderText(
                [texts.In(link.Value.Language, "accounts.not-activated")],
                (texts.In(link.Value.Language, "accounts.activation-mail.link"), link.Value.Path)
            )
        );
}
