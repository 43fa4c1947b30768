using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <summary>
/// Stores the notices that are due, one for each person who is told; a mail goes out to whoever wants one. Who has done
/// it does not hear of it.
/// </summary>
internal sealed class NoticeWriter(
    NpgsqlConnection db,
    IAudience audience,
    NoticeKinds kinds,
    MailQueue mails,
    CommitBatch commit,
    Signals signals,
    TimeProvider clock
) : IEventHandler<NoticeDue>
{
    internal const string Signal = "notices";

    private sealed record Unread(Guid Id, string Kind, Guid AboutId, Guid? ChildId);

    private sealed record AddedNotice(Guid PersonId, string Kind, Guid AboutId, Guid? ChildId, int Version);

    public async Task Handle(IReadOnlyList<NoticeDue> happened, CancellationToken ct)
    {
        happened = await Holding(happened, ct);
        var guardians = await Recipients(happened, Audience.Guardians, audience.GuardiansOf, ct);
        var staff = await Recipients(happened, Audience.GroupStaff, audience.GroupStaffOf, ct);
        // What has happened to one thing twice since is told once.
        var notices = (
            from due in happened
            from person in due
                .People.Concat(due.To.HasFlag(Audience.Guardians) ? guardians[due.ChildId!.Value] : [])
                .Concat(due.To.HasFlag(Audience.GroupStaff) ? staff[due.ChildId!.Value] : [])
            where person != due.NotTo
            select (Person: person, Due: due)
        )
            .DistinctBy(notice => (notice.Person, notice.Due.Kind, notice.Due.AboutId))
            .ToList();
        if (notices.Count == 0)
            return;

        var toldOf = notices
            .Select(notice => (notice.Person, notice.Due.AboutId))
            .Concat(happened.Where(due => due.NotTo is not null).Select(due => (due.NotTo!.Value, due.AboutId)))
            .Distinct()
            .ToList();
        await ReadWhatIsOver(toldOf, ct);
        var added = await db.Query<AddedNotice>(
            """
            insert into notifications.notice (id, person_id, kind, about_id, child_id, created_at)
            select id, person_id, kind, about_id, child_id, @Now
            from unnest(@Ids, @People, @Kinds, @Abouts, @Children) as due (id, person_id, kind, about_id, child_id)
            order by person_id, kind, about_id
            on conflict (person_id, kind, about_id) do update
            set created_at = excluded.created_at, read_at = null, version = notice.version + 1
            returning person_id, kind, about_id, child_id, version
            """,
            new
            {
                Now = clock.GetUtcNow(),
                Ids = notices.Select(_ => Guid.CreateVersion7()).ToArray(),
                People = notices.Select(notice => notice.Person).ToArray(),
                Kinds = notices.Select(notice => notice.Due.Kind).ToArray(),
                Abouts = notices.Select(notice => notice.Due.AboutId).ToArray(),
                Children = notices.Select(notice => notice.Due.ChildId).ToArray(),
            },
            ct
        );

        await Mail(added, ct);
        commit.After(() => signals.Raise(Signal));
    }

    /// <summary>What is still so: some of it was told to wait, and may have been taken back since.</summary>
    private async Task<IReadOnlyList<NoticeDue>> Holding(IReadOnlyList<NoticeDue> happened, CancellationToken ct)
    {
        var asked = happened
            .DistinctBy(due => (due.Kind, due.AboutId))
            .Select(due => new Notice(Guid.CreateVersion7(), due.Kind, due.AboutId, due.ChildId, Child: ""))
            .ToList();
        var texts = await kinds.Write(asked, NoticeMedium.App, Texts.Default, ct);
        var holding = asked
            .Where(notice => texts.GetValueOrDefault(notice.Id) is { Holds: true })
            .Select(notice => (notice.Kind, notice.AboutId))
            .ToHashSet();
        return [.. happened.Where(due => holding.Contains((due.Kind, due.AboutId)))];
    }

    /// <summary>
    /// What was told of the same thing and is not so any more is as good as read: who has been told that a report was
    /// taken back need not be told that it was made.
    /// </summary>
    private async Task ReadWhatIsOver(IReadOnlyList<(Guid Person, Guid About)> told, CancellationToken ct)
    {
        var unread = await db.Query<Unread>(
            """
            select n.id, n.kind, n.about_id, n.child_id
            from unnest(@People, @Abouts) as told (person_id, about_id)
            join notifications.notice n on n.person_id = told.person_id and n.about_id = told.about_id
            where n.read_at is null
            """,
            new { People = told.Select(one => one.Person).ToArray(), Abouts = told.Select(one => one.About).ToArray() },
            ct
        );
        if (unread.Count == 0)
            return;

        var texts = await kinds.Write(
            [.. unread.Select(one => new Notice(one.Id, one.Kind, one.AboutId, one.ChildId, Child: ""))],
            NoticeMedium.App,
            Texts.Default,
            ct
        );
        await db.Execute(
            "update notifications.notice set read_at = @Now where id = any(@Over)",
            new
            {
                Now = clock.GetUtcNow(),
                Over = unread
                    .Select(one => one.Id)
                    .Where(id => texts.GetValueOrDefault(id) is { Holds: false })
                    .ToArray(),
            },
            ct
        );
    }

    /// <summary>By child, who is told because of what he or she is to it.</summary>
    private static async Task<ILookup<Guid, Guid>> Recipients(
        IReadOnlyList<NoticeDue> happened,
        Audience to,
        Func<IReadOnlyCollection<Guid>, CancellationToken, Task<IReadOnlyList<ChildPerson>>> ask,
        CancellationToken ct
    )
    {
        Guid[] children = [.. happened.Where(due => due.To.HasFlag(to)).Select(due => due.ChildId!.Value).Distinct()];
        return (children is [] ? [] : await ask(children, ct)).ToLookup(one => one.ChildId, one => one.PersonId);
    }

    private async Task Mail(IReadOnlyList<AddedNotice> added, CancellationToken ct)
    {
        var chosen = (
            await db.Query<(Guid Person, string Kind, Email Email)>(
                """
                select person_id, kind, email
                from notifications.setting
                where person_id = any(@People) and kind = any(@Kinds)
                """,
                new
                {
                    People = added.Select(notice => notice.PersonId).Distinct().ToArray(),
                    Kinds = added.Select(notice => notice.Kind).Distinct().ToArray(),
                },
                ct
            )
        ).ToDictionary(one => (one.Person, one.Kind), one => one.Email);

        (Guid, string, object?)[] wanted =
        [
            .. from notice in added
            where
                chosen.TryGetValue((notice.PersonId, notice.Kind), out var email)
                    ? email == Email.AtOnce
                    : kinds[notice.Kind].MailByDefault
            select (
                notice.PersonId,
                $"{notice.Kind}/{notice.AboutId}/{notice.PersonId}/{notice.Version}",
                (object?)new NoticeMail.About(notice.Kind, notice.AboutId, notice.ChildId)
            ),
        ];
        if (wanted.Length > 0)
            await mails.Add(NoticeMail.Name, wanted, ct);
    }
}
