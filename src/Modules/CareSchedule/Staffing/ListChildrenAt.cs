using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>
/// Staff see which of the children whom they may see are at their unit in a quarter of an hour, and how many others. A
/// child of a protected identity is told of only beside others: alone, being there would tell where it is.
/// </summary>
/// <param name="At">When the quarter begins, as 07:45; in an hour that comes twice 02:15A or 02:15B.</param>
/// <param name="Group">Only those of one group.</param>
internal sealed record ListChildrenAt(Guid UnitId, DateOnly Day, string At, Guid? Group = null)
    : IQuery<ListChildrenAt.Answer>
{
    /// <param name="Until">When the quarter ends.</param>
    /// <param name="Children">By name.</param>
    /// <param name="Others">How many more there are.</param>
    public sealed record Answer(string From, string Until, IReadOnlyList<Item> Children, int Others);

    /// <param name="Name">In full.</param>
    public sealed record Item(Guid ChildId, string Name, string? Group, State State);

    /// <summary>What is known of whether a child is there.</summary>
    public enum State
    {
        /// <summary>It comes by its schedule.</summary>
        Certain,

        /// <summary>It would come, and somebody has said that it is away.</summary>
        Away,

        /// <summary>Nobody has said whether it comes.</summary>
        Unknown,

        /// <summary>A guardian has asked for it, and nobody has answered.</summary>
        Pending,
    }

    public sealed class Handler(IUnitAccess access, IChildren ofStaff, UnitStaffing staffing)
        : IQueryHandler<ListChildrenAt, Answer>
    {
        public async Task<Answer> Handle(ListChildrenAt query, CancellationToken ct)
        {
            await access.RequireStaff(query.UnitId, ct);

            var clock = new DayQuarters(query.Day);
            var quarter = clock.Read(query.At) ?? throw Refusal.NotFound("quarter");
            var found = await staffing.Of(query.UnitId, query.Day, query.Day, ct);
            var there = found
                .Days.SelectMany(day => day.Stays)
                .Where(stay => stay.Any.Has(quarter) && (query.Group is null || stay.GroupId == query.Group))
                .ToList();
            var seen = (await ofStaff.OfStaff(query.Day, ct))
                .DistinctBy(one => one.Child.Id)
                .ToDictionary(one => one.Child.Id, one => one.Child);
            var named = there.FindAll(stay => seen.ContainsKey(stay.ChildId));
            if (named is [var only] && seen[only.ChildId].Protected)
                named = [];
            return new(
                clock.Label(quarter),
                clock.Label(quarter + 1),
                [
                    .. from stay in named
                    let child = seen[stay.ChildId]
                    let name = $"{child.GivenName} {child.FamilyName}".Trim()
                    orderby name, stay.ChildId
                    select new Item(stay.ChildId, name, child.Group, StateOf(stay, quarter)),
                ],
                there.Count - named.Count
            );
        }

        private static State StateOf(ChildStay stay, int quarter) =>
            stay.Certain.Has(quarter) ? State.Certain
            : stay.Scheduled.Has(quarter) ? State.Away
            : stay.Unknown.Has(quarter) ? State.Unknown
            : State.Pending;
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/units/{id:guid}/staffing-days/{day}/children",
                    (Guid id, DateOnly day, string at, Guid? group, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListChildrenAt(id, day, at, group), ct)
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("Which children are at a unit in a quarter of an hour, as far as I may see them")
                .Refuses(404, "not-found");
    }
}
