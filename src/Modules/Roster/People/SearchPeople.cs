using Kapprum.Roster.Import;

namespace Kapprum.Roster.People;

/// <summary>
/// Administrators look people up: by the beginnings of names, in any order; by an e-mail address or its beginning; by a
/// personal identity number. Somebody with a protected identity is found by the whole address or number only, and what
/// is told is that there is somebody.
/// </summary>
/// <param name="Search">Names, an address (anything with an @ in it) or a number of ten or twelve digits; at most 100
/// characters.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
internal sealed record SearchPeople(string Search, string? Cursor = null, int Limit = 50)
    : IQuery<Page<SearchPeople.Item>>
{
    /// <summary>Of a protected identity all is null and false but the first three.</summary>
    public sealed record Item
    {
        public required Guid Id { get; init; }
        public required bool Protected { get; init; }

        /// <summary>Not dead, moved away or out of the roster.</summary>
        public required bool Active { get; init; }
        public string? GivenName { get; init; }
        public string? FamilyName { get; init; }
        public DateOnly? BirthDate { get; init; }
        public string? Email { get; init; }
        public bool IsGuardian { get; init; }
        public bool IsStaff { get; init; }

        /// <summary>Where a child belongs, or a member of staff works, today.</summary>
        public string? Unit { get; init; }

        /// <summary>The child's group.</summary>
        public string? Group { get; init; }
    }

    private sealed record Position(string FamilyName, string GivenName, Guid Id);

    public sealed class Validator : AbstractValidator<SearchPeople>
    {
        public Validator()
        {
            RuleFor(x => x.Search).NotEmpty().MaximumLength(100);
            RuleFor(x => x.Limit).InclusiveBetween(1, 200);
        }
    }

    public sealed class Handler(NpgsqlConnection db, Audit audit, TimeProvider clock)
        : IQueryHandler<SearchPeople, Page<Item>>
    {
        private const string ByName =
                """
                    to_tsvector('simple', p.given_name || ' ' || coalesce(p.middle_name || ' ', '') || p.family_name)
                    @@ to_tsquery('simple', @Words)
                    and p.id not in (select id from hidden)
                    """,
            // From the beginning to what comes after everything that begins so: a pattern in a parameter would have
            // everybody's address read.
            ByEmail =
                """
                    (lower(p.email) ~>=~ @Address and lower(p.email) ~<~ @After
                     or lower(p.work_email) ~>=~ @Address and lower(p.work_email) ~<~ @After)
                    and (p.id not in (select id from hidden)
                         or lower(p.email) = @Address or lower(p.work_email) = @Address)
                    """,
            ByNumber = "p.civic_no = any(@Numbers)";

        // The cursor tells by what the list is ordered, and whoever makes up one learns how others compare to it: of a
        // protected identity that is the id only.
        private const string Order =
            "case when p.id in (select id from hidden) then '' else p.family_name end, "
            + "case when p.id in (select id from hidden) then '' else p.given_name end, p.id";

        public async Task<Page<Item>> Handle(SearchPeople query, CancellationToken ct)
        {
            var today = clock.Today();
            var search = query.Search.Trim().Composed();
            var numbers = CivicNumber.Candidates(search);
            var address = EmailAddress.Beginning(search).ToLowerInvariant();
            var after = PageCursor.Read<Position>(query.Cursor);

            // What is told of them is looked up for those of this page only.
            var found = await db.Query<Item>(
                $"""
                    with hidden as materialized (select id from roster.hidden(@today))
                    select p.id, p.given_name, p.family_name, p.birth_date, p.email,
                           p.id in (select id from hidden) as protected, p.active,
                           exists (select from roster.custody(@today) s
                                   where s.guardian_id = p.id
                                     and s.child_id not in (select id from hidden)) as is_guardian,
                           duty.unit is not null as is_staff, coalesce(place.unit, duty.unit) as unit, place."group"
                    from (
                        select p.*
                        from roster.person p
                        where {(
                        numbers.Length > 0 ? ByNumber
                        : search.Contains('@', StringComparison.Ordinal) ? ByEmail
                        : ByName
                    )}
                          and ({Order}) > (@FamilyName, @GivenName, @Id)
                        order by {Order}
                        limit @Limit + 1) p
                    left join lateral (
                        select u.name as unit, g.name as "group"
                        from roster.belonging(p.id, @today) b
                        join roster.unit u on u.id = b.unit_id
                        left join roster.child_group g on g.id = b.group_id
                        order by b.kind = 'leisure', u.name
                        limit 1) place on true
                    left join lateral (
                        select u.name as unit
                        from roster.duty d
                        join roster.unit u on u.id = d.unit_id
                        where d.person_id = p.id and roster.holds(d.starts_on, d.ends_on, @today)
                        order by d.leads desc, u.name
                        limit 1) duty on true
                    order by {Order}
                    """,
                new
                {
                    today,
                    Numbers = numbers,
                    Address = address,
                    After = address + char.MaxValue,
                    Words = Beginnings(search),
                    FamilyName = after?.FamilyName ?? "",
                    GivenName = after?.GivenName ?? "",
                    Id = after?.Id ?? Guid.Empty,
                    query.Limit,
                },
                ct
            );

            var page = Page<Item>.From(
                [.. found.Select(Masked)],
                query.Limit,
                last => new Position(last.FamilyName ?? "", last.GivenName ?? "", last.Id)
            );
            await audit.Read(
                "roster.read-protected",
                "person",
                page.Items.Where(item => item.Protected).Select(item => item.Id),
                ct
            );
            return page;
        }

        private static Item Masked(Item item) =>
            item.Protected
                ? new Item
                {
                    Id = item.Id,
                    Protected = true,
                    Active = item.Active,
                }
                : item;

        /// <summary>As to_tsquery wants it: each word in quotes, as a beginning, all of them.</summary>
        private static string Beginnings(string search) =>
            string.Join(
                " & ",
                search
                    .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                    .Select(word => $"'{word.Replace(@"\", @"\\").Replace("'", "''")}':*")
            );
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/people",
                    (string? search, string? cursor, int? limit, ISender sender, CancellationToken ct) =>
                        sender.Send(new SearchPeople(search ?? "", cursor, limit ?? 50), ct)
                )
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Summary("Look people up by name, e-mail address or personal identity number");
    }
}
