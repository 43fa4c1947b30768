using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <summary>
/// What the bell has for its reader, the latest first. What is about a child that the reader may no longer see is left
/// out.
/// </summary>
/// <param name="Unread">Only what is not read yet.</param>
/// <param name="ChildId">Only what is about this child.</param>
/// <param name="Limit">How many at most, 1 to 100; there may be fewer although there are more to come.</param>
[NoAccessCheck("They are the user's own; what is about a child he or she may not see any more is left out.")]
internal sealed record ListNotices(bool Unread = false, Guid? ChildId = null, string? Cursor = null, int Limit = 30)
    : IQuery<Page<ListNotices.Item>>
{
    public sealed record Item
    {
        public required Guid Id { get; init; }

        /// <summary>
        /// One that <c>GET /api/notifications/settings</c> gives, or one that the reader is not told of any more.
        /// </summary>
        public required string Kind { get; init; }

        /// <summary>A sentence in the reader's language.</summary>
        public required string Text { get; init; }

        /// <summary>What is known beside; null when there is nothing to add.</summary>
        public required string? Detail { get; init; }

        /// <summary>When it came.</summary>
        public required DateTimeOffset At { get; init; }

        /// <summary>The same moment as people say it.</summary>
        public required string When { get; init; }

        /// <summary>The child it is about; null when it is about no child.</summary>
        public required Guid? ChildId { get; init; }

        /// <summary>What the reader calls the child: by given name where that tells it from the others.</summary>
        public required string? Child { get; init; }

        /// <summary>The page of what it is about.</summary>
        public required string Path { get; init; }

        public required bool Read { get; init; }

        /// <summary>What it tells is not so any more: what was reported has been taken back, what was asked answered.
        /// </summary>
        public required bool Over { get; init; }
    }

    private sealed record Row(Guid Id, string Kind, Guid AboutId, Guid? ChildId, DateTimeOffset CreatedAt, bool Read);

    private sealed record Position(DateTimeOffset At, Guid Id);

    public sealed class Validator : AbstractValidator<ListNotices>
    {
        public Validator() => RuleFor(x => x.Limit).InclusiveBetween(1, 100);
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        IKnownChildren known,
        NoticeKinds kinds,
        DateText dates,
        CurrentUser user
    ) : IQueryHandler<ListNotices, Page<Item>>
    {
        public async Task<Page<Item>> Handle(ListNotices query, CancellationToken ct)
        {
            var after = PageCursor.Read<Position>(query.Cursor);
            var rows = await db.Query<Row>(
                $"""
                select id, kind, about_id, child_id, created_at, read_at is not null as read
                from notifications.notice
                where person_id = @PersonId and (created_at, id) < (@At, @Id)
                {(query.Unread ? "and read_at is null" : "")} {(query.ChildId is null ? "" : "and child_id = @ChildId")}
                order by created_at desc, id desc
                limit @Limit + 1
                """,
                new
                {
                    user.PersonId,
                    query.ChildId,
                    At = after?.At ?? DateTimeOffset.MaxValue,
                    Id = after?.Id ?? Guid.AllBitsSet,
                    query.Limit,
                },
                ct
            );
            var page = Page<Row>.From(rows, query.Limit, last => new Position(last.CreatedAt, last.Id));

            var children = await access.Visible(
                [.. page.Items.Select(row => row.ChildId).OfType<Guid>().Distinct()],
                ct
            );
            var names = await known.Of([.. children.Keys.Select(id => new ChildPerson(id, user.PersonId))], ct);
            var seen = page.Items.Where(row => row.ChildId is not { } id || children.ContainsKey(id)).ToList();
            var texts = await kinds.Write(
                [
                    .. from row in seen
                    let child = Known(row.ChildId)
                    select new Notice(row.Id, row.Kind, row.AboutId, row.ChildId, child?.Name)
                    {
                        ReaderId = user.PersonId,
                        Place = child?.Group ?? child?.Unit,
                        Phone = child?.Phone,
                    },
                ],
                NoticeMedium.App,
                DateText.Language,
                ct
            );

            return new(
                [
                    .. from row in seen
                    where texts.ContainsKey(row.Id)
                    let text = texts[row.Id]
                    select new Item
                    {
                        Id = row.Id,
                        Kind = row.Kind,
                        Text = text.Title,
                        Detail = text.Detail,
                        At = row.CreatedAt,
                        When = dates.When(row.CreatedAt),
                        ChildId = row.ChildId,
                        Child = Known(row.ChildId)?.Name,
                        Path = text.Path,
                        Read = row.Read,
                        Over = !text.Holds,
                    },
                ],
                page.Next
            );

            KnownChild? Known(Guid? childId) => childId is { } id ? names[new(id, user.PersonId)] : null;
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
                .Roles(Roles.Anyone, Demand.None)
                .Scope("notices.read")
                .Summary("What the bell has for me, the latest first");
    }
}
