using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <summary>Something that has happened to a child.</summary>
/// <param name="By">Who did it, and is not told of it.</param>
internal sealed record Happened(Guid AboutId, Guid ChildId, DateOnly Day, Guid By);

/// <summary>
/// Tells the guardians of the children, and the staff of their groups where it concerns them: by the bell, and by mail
/// who wants it.
/// </summary>
internal sealed class Bell(
    NpgsqlConnection db,
    IAudience audience,
    MailQueue mails,
    CommitBatch commit,
    Signals signals,
    TimeProvider clock
)
{
    internal const string Signal = "notices";

    private sealed record Rung(Guid PersonId, Guid AboutId, Guid ChildId, DateOnly Day, int Version);

    public async Task Ring(string kind, IReadOnlyList<Happened> happened, CancellationToken ct, bool staffToo = false)
    {
        Guid[] children = [.. happened.Select(one => one.ChildId).Distinct()];
        var related = (await audience.GuardiansOf(children, ct))
            .Concat(staffToo ? await audience.GroupStaffOf(children, ct) : [])
            .ToLookup(one => one.ChildId, one => one.PersonId);

        var notices = (
            from one in happened
            from person in related[one.ChildId]
            where person != one.By
            select (Person: person, one)
        )
            .DistinctBy(notice => (notice.Person, notice.one.AboutId))
            .ToList();

        var rung = await db.Query<Rung>(
            """
            insert into notifications.notice (id, person_id, kind, about_id, child_id, day, created_at)
            select id, person_id, @kind, about_id, child_id, day, @Now
            from unnest(@Ids, @People, @Abouts, @Children, @Days) as told (id, person_id, about_id, child_id, day)
            order by person_id, about_id
            on conflict (person_id, kind, about_id) do update
            set created_at = excluded.created_at, read_at = null, day = excluded.day, version = notice.version + 1
            returning person_id, about_id, child_id, day, version
            """,
            new
            {
                kind,
                Now = clock.GetUtcNow(),
                Ids = notices.Select(_ => Guid.CreateVersion7()).ToArray(),
                People = notices.Select(notice => notice.Person).ToArray(),
                Abouts = notices.Select(notice => notice.one.AboutId).ToArray(),
                Children = notices.Select(notice => notice.one.ChildId).ToArray(),
                Days = notices.Select(notice => notice.one.Day).ToArray(),
            },
            ct
        );

        await Mail(kind, rung, ct);
        commit.After(() => signals.Raise(Signal));
    }

    private async Task Mail(string kind, IReadOnlyList<Rung> rung, CancellationToken ct)
    {
        var chosen = (
            await db.Query<(Guid Person, string Email)>(
                "select person_id, email from notifications.setting where kind = @kind and person_id = any(@People)",
                new { kind, People = rung.Select(one => one.PersonId).Distinct().ToArray() },
                ct
            )
        ).ToDictionary(one => one.Person, one => one.Email);
        var otherwise = NoticeKind.DefaultEmail(kind).Name();

        (Guid, string, object?)[] wanted =
        [
            .. from one in rung
            where chosen.GetValueOrDefault(one.PersonId, otherwise) == Email.AtOnce.Name()
            select (
                one.PersonId,
                $"{kind}/{one.AboutId}/{one.PersonId}/{one.Version}",
                (object?)new AbsenceLetters.About(kind, one.AboutId, one.ChildId, one.Day)
            ),
        ];
        if (wanted.Length > 0)
            await mails.Add(
                kind == NoticeKind.Unexplained ? UnexplainedAbsenceMail.Name : AbsenceNoticeMail.Name,
                wanted,
                ct
            );
    }
}
