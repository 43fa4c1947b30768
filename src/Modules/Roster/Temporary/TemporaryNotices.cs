using Kapprum.Contracts.Notifications;

namespace Kapprum.Roster.Temporary;

/// <summary>Guardians are told where their child is for some days, and when it is open there.</summary>
internal sealed class TemporaryNotices(NpgsqlConnection db, Texts texts, DateText dates, TimeProvider clock)
    : INoticeSource
{
    public const string Kind = "temporary-placement";

    public IReadOnlyList<NoticeKind> Kinds => [new(Kind, Roles.Guardian, Order: 20)];

    public static NoticeDue Of(Guid id, Guid childId, Guid? by) => new(Kind, id, childId, Audience.Guardians, by);

    private sealed record Row
    {
        public required Guid Id { get; init; }
        public required string Home { get; init; }
        public required string Unit { get; init; }
        public required string? Group { get; init; }
        public required string? Street { get; init; }
        public required string? PostalCode { get; init; }
        public required string? City { get; init; }
        public required TemporaryReason Reason { get; init; }
        public required DateOnly StartsOn { get; init; }
        public required DateOnly EndsOn { get; init; }

        /// <summary>On the first day that it is open there.</summary>
        public required TimeOfDay? Opens { get; init; }
        public required TimeOfDay? Closes { get; init; }
    }

    public async Task<IReadOnlyDictionary<Guid, NoticeText>> Write(
        IReadOnlyList<Notice> notices,
        NoticeMedium medium,
        string language,
        CancellationToken ct
    )
    {
        var placements = (
            await db.Query<Row>(
                """
                select t.id, home.name as home, u.name as unit, g.name as "group", u.street, u.postal_code, u.city,
                       t.reason, t.starts_on, t.ends_on, hours.opens, hours.closes
                from roster.temporary_placement t
                join roster.unit home on home.id = t.home_id
                join roster.unit u on u.id = t.unit_id
                left join roster.child_group g on g.id = t.group_id
                left join lateral (
                    select min(f.begins) as opens, max(f.ends) as closes
                    from roster.frame_of(array[t.unit_id], t.starts_on, t.ends_on) f
                    where f.group_id is null and f.closed is null
                    group by f.day
                    order by f.day
                    limit 1) hours on true
                where t.id = any(@Ids)
                """,
                new { Ids = notices.Select(notice => notice.AboutId).Distinct().ToArray() },
                ct
            )
        ).ToDictionary(row => row.Id);
        return notices
            .Where(notice => placements.ContainsKey(notice.AboutId))
            .ToDictionary(notice => notice.Id, notice => Text(notice, placements[notice.AboutId], language));
    }

    private NoticeText Text(Notice notice, Row placement, string language)
    {
        var isOver = placement.EndsOn < clock.Today() || placement.EndsOn < placement.StartsOn;
        var address = PostalAddress.Line(placement.Street, placement.PostalCode, placement.City);
        (string, object)[] with =
        [
            ("child", notice.Child!),
            ("unit", string.Join(", ", new[] { placement.Unit, placement.Group }.OfType<string>())),
            ("home", placement.Home),
            ("from", dates.Date(placement.StartsOn, language)),
            ("until", dates.Date(placement.EndsOn, language)),
            ("address", address),
            (
                "times",
                placement is { Opens: { } opens, Closes: { } closes } ? dates.Times(opens, closes, language) : ""
            ),
        ];
        List<string> more = [];
        if (!isOver && !notice.Discreet)
        {
            more.Add(Say($"roster.temporary.because.{placement.Reason.Stored()}"));
            if (address != "")
                more.Add(Say("notice.temporary-placement.address"));
            if (placement.Opens is not null)
                more.Add(Say("notice.temporary-placement.hours"));
        }

        var key = (isOver, notice.Discreet) switch
        {
            (true, false) => "notice.temporary-placement.back",
            (false, false) => "notice.temporary-placement",
            _ => "notice.temporary-placement.discreet",
        };
        return new()
        {
            Title = Say(key),
            Detail = more.Count == 0 ? null : string.Join(" · ", more),
            Path = "/",
            MailSubject = Say("notice.temporary-placement.subject"),
            MailButton = Say("notice.temporary-placement.open"),
            MailMore = more,
        };

        string Say(string text) => texts.In(language, text, with);
    }
}
