using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Staff see what guardians of their groups' children have asked for and nobody has answered yet, what lapses first on
/// top.
/// </summary>
internal sealed record ListRequests : IQuery<ListRequests.Answer>
{
    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="Child">By full name.</param>
    /// <param name="Planned">When the child comes as it stands; none when it is off or nobody has said.</param>
    /// <param name="Times">What is asked for instead.</param>
    /// <param name="AskedBy">By given name; as a guardian where the reader may know no more.</param>
    /// <param name="LapsesAt">Until when it can be answered.</param>
    public sealed record Item(
        Guid Id,
        Guid ChildId,
        string Child,
        DateOnly Date,
        IReadOnlyList<CareTime> Planned,
        IReadOnlyList<CareTime> Times,
        string AskedBy,
        DateTimeOffset LapsesAt
    )
    {
        public required DateTimeOffset AskedAt { get; init; }
        public required string? Group { get; init; }
        public required bool Protected { get; init; }
    }

    public sealed class Handler(
        IChildren ofStaff,
        CareRequests requests,
        CareFacts facts,
        IKnownPeople people,
        CurrentUser user,
        TimeProvider clock
    ) : IQueryHandler<ListRequests, Answer>
    {
        public async Task<Answer> Handle(ListRequests query, CancellationToken ct)
        {
            var children = (await ofStaff.OfStaff(clock.Today(), ct))
                .Where(one => one.MayReachGuardians)
                .DistinctBy(one => one.Child.Id)
                .ToDictionary(one => one.Child.Id, one => one.Child);
            var waiting = await requests.Waiting([.. children.Keys], ct);
            if (waiting is [])
                return new([]);

            Guid[] asked = [.. waiting.Select(request => request.ChildId).Distinct()];
            var planned = await facts.Of(
                asked,
                waiting.Min(request => request.Day),
                waiting.Max(request => request.Day),
                ct
            );
            var known = await people.Of(asked, waiting.Select(request => (Guid?)request.AskedBy), ct);
            return new([
                .. from request in waiting
                orderby request.LapsesAt, request.Id
                let child = children[request.ChildId]
                let care = DayPlan
                    .Of(planned[request.ChildId], request.Day)
                    .Care.FirstOrDefault(one =>
                        one.Placement.UnitId == request.UnitId && one.Household == request.Household
                    )
                select new Item(
                    request.Id,
                    request.ChildId,
                    $"{child.GivenName} {child.FamilyName}".Trim(),
                    request.Day,
                    care?.Times ?? [],
                    request.Times,
                    known.Name(request.AskedBy, DateText.Language, user.PersonId),
                    request.LapsesAt
                )
                {
                    AskedAt = request.AskedAt,
                    Group = child.Group,
                    Protected = child.Protected,
                },
            ]);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/care-requests", (ISender sender, CancellationToken ct) => sender.Send(new ListRequests(), ct))
                .Roles(Roles.Staff, Demand.None)
                .Summary("What guardians of my groups' children have asked for and nobody has answered");
    }
}
