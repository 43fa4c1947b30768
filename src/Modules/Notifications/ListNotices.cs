using Kapprum.Contracts.Absence;
using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <summary>
/// What the bell has for its reader, the latest first. What is about a child that the reader may no longer see is left
/// out.
/// </summary>
/// <param name="Unread">Only what is not read yet.</param>
/// <param name="ChildId">Only what is about this child.</param>
/// <param name="Limit">How many at most, 1 to 100; there may be fewer although there are more to come.</param>
internal sealed record ListNotices(bool Unread = false, Guid? ChildId = null, string? Cursor = null, int Limit = 30)
    : IQuery<Page<ListNotices.Item>>
{
    /// <param name="Kind">absence-reported, absence-changed, absence-withdrawn, absence-recorded, absence-unexplained
    /// or absence-explained.</param>
    /// <param name="Text">A sentence in the reader's language.</param>
    /// <param name="Detail">What is known beside; null when there is nothing to add.</param>
    /// <param name="At">When it came.</param>
    /// <param name="When">The same moment as people say it.</param>
    /// <param name="Path">The page of what it is about.</param>
    public sealed record Item(
        Guid Id,
        string Kind,
        string Text,
        string? Detail,
        DateTimeOffset At,
        string When,
        Guid ChildId,
        string Child,
        string Path,
        bool Read
    );

    private sealed record Row(
        Guid Id,
        string Kind,
        Guid AboutId,
        Guid ChildId,
        DateOnly Day,
        DateTime CreatedAt,
        bool Read
    );

    private sealed record Position(DateTime At, Guid Id);

    internal static string PathOf(Guid aboutId) => $"/absence/{aboutId}";

    public sealed class Validator : AbstractValidator<ListNotices>
    {
        public Validator() => RuleFor(x => x.Limit).InclusiveBetween(1, 100);
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        IAbsences absences,
        NoticeWords words,
        DateText dates,
        CurrentUser user
    ) : IQueryHandler<ListNotices, Page<Item>>
    {
        public async Task<Page<Item>> Handle(ListNotices query, CancellationToken ct)
        {
            var after = PageCursor.Read<Position>(query.Cursor);
            var rows = await db.Query<Row>(
                query.Unread
                    ? """
                    select id, kind, about_id, child_id, day, created_at, false as read
                    from notifications.notice
                    where person_id = @PersonId and read_at is null and (created_at, id) < (@At, @Id) and (@ChildId::uuid is null or child_id = @ChildId)
                    order by created_at desc, id desc
                    limit @Limit + 1
                    """
                    : """
                    select id, kind, about_id, child_id, day, created_at, read_at is not null as read
                    from notifications.notice
                    where person_id = @PersonId and (created_at, id) < (@At, @Id) and (@ChildId::uuid is null or child_id = @ChildId)
                    order by created_at desc, id desc
                    limit @Limit + 1
                    """,
                new
                {
                    user.PersonId,
                    query.ChildId,
                    At = after?.At ?? DateTime.MaxValue.ToUniversalTime(),
                    Id = after?.Id ?? Guid.AllBitsSet,
                    query.Limit,
                },
                ct
            );
            var page = Page<Row>.From(rows, query.Limit, last => new Position(last.CreatedAt, last.Id));

            var children = await access.Visible([.. page.Items.Select(row => row.ChildId).Distinct()], ct);
            var seen = page.Items.Where(row => children.ContainsKey(row.ChildId)).ToList();
            var standing = await absences.StandingOf([.. seen.Select(row => row.AboutId).Distinct()], ct);

            return new(
                [
                    .. from row in seen
                    let child = children[row.ChildId]
                    let absence = standing.GetValueOrDefault(row.AboutId)
                    select new Item(
                        row.Id,
                        row.Kind,
                        words.Sentence(DateText.Language, row.Kind, child.GivenName, dates.Day(row.Day), absence),
                        words.Detail(DateText.Language, row.Kind, absence),
                        row.CreatedAt,
                        dates.When(row.CreatedAt),
                        child.Id,
                        child.GivenName,
                        PathOf(row.AboutId),
                        row.Read
                    ),
                ],
                page.Next
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/notifications",
                    (bool? unread, Guid? child, string? cursor, int? limit, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListNotices(unread ?? false, child, cursor, limit ?? 30), ct)
                )
                .Roles(Roles.Anyone)
                .Summary("What the bell has for me, the latest first");
    }
}
