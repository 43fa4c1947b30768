using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Pickup;

/// <summary>
/// Who fetches a child beside its guardians: for these, and for the staff of its own groups. Where the homes are kept
/// apart, a guardian sees whom he or she has put down.
/// </summary>
internal sealed record ListPickupPersons(Guid ChildId) : IQuery<ListPickupPersons.Answer>
{
    /// <param name="Name">What the reader calls the child.</param>
    /// <param name="Items">By name.</param>
    /// <param name="KeepDays">How many days after the last use somebody is removed.</param>
    /// <param name="MayChange">The reader is a guardian.</param>
    public sealed record Answer(string Name, IReadOnlyList<Item> Items, int KeepDays, bool MayChange);

    public sealed record Item
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }

        /// <summary>What he or she is to the child, in the guardian's words.</summary>
        public required string? Relation { get; init; }
        public required Phone? Phone { get; init; }

        /// <summary>Who has put him or her down, by given name.</summary>
        public required string AddedBy { get; init; }

        /// <summary>For <c>If-Match</c>.</summary>
        public required int Version { get; init; }
    }

    private sealed record Row(Guid Id, string Name, string? Relation, string? Phone, Guid AddedBy, int Version);

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        HomesApart apart,
        IAudience audience,
        IKnownChildren children,
        IKnownPeople people,
        ISettings settings,
        CurrentUser user,
        Audit audit
    ) : IQueryHandler<ListPickupPersons, Answer>
    {
        public async Task<Answer> Handle(ListPickupPersons query, CancellationToken ct)
        {
            var reader = CareWriter.Of(await access.Require(query.ChildId, CareWriter.Who, ct), user);
            var own = !reader.ByStaff && await apart.Of(query.ChildId, ct);
            var rows = await db.Query<Row>(
                """
                select id, name, relation, phone, added_by, version
                from careschedule.pickup_person
                where child_id = @ChildId and (not @own or added_by = @PersonId)
                order by name, id
                """,
                new
                {
                    query.ChildId,
                    own,
                    user.PersonId,
                },
                ct
            );
            // Whom somebody has put down who is no guardian any more does not fetch the child.
            var guardians = (await audience.GuardiansOf([query.ChildId], ct)).Select(one => one.PersonId).ToHashSet();
            rows = [.. rows.Where(row => guardians.Contains(row.AddedBy))];
            if (reader.ByStaff && rows.Count > 0)
                await audit.Read("careschedule.read-pickup-persons", "child", [query.ChildId], ct, query.ChildId);
            var known = await people.Of([query.ChildId], rows.Select(row => (Guid?)row.AddedBy), ct);
            var viewed = new ChildPerson(query.ChildId, user.PersonId);
            return new(
                (await children.Of([viewed], ct))[viewed].Name,
                [
                    .. from row in rows
                    select new Item
                    {
                        Id = row.Id,
                        Name = row.Name,
                        Relation = row.Relation,
                        Phone = Phone.Of(row.Phone),
                        AddedBy = known.Name(row.AddedBy, DateText.Language, user.PersonId),
                        Version = row.Version,
                    },
                ],
                await settings.Get(CareSettings.KeepPickupDays, ct),
                !reader.ByStaff
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/children/{childId:guid}/pickup-persons",
                    (Guid childId, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListPickupPersons(childId), ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary("Who fetches a child beside its guardians")
                .Refuses(404, "not-found");
    }
}
