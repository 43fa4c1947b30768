using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>When children of offered time may come to a unit, for its staff.</summary>
internal sealed record GetSlots(Guid UnitId) : IQuery<GetSlots.Answer>
{
    /// <param name="Leads">The reader says it.</param>
    /// <param name="Slots">By weekday and time; none when they may come whenever the unit is open.</param>
    public sealed record Answer(Guid UnitId, bool Leads, IReadOnlyList<Slots.Slot> Slots);

    public sealed class Handler(IUnitAccess access, Slots slots) : IQueryHandler<GetSlots, Answer>
    {
        public async Task<Answer> Handle(GetSlots query, CancellationToken ct)
        {
            var leads = await access.RequireStaff(query.UnitId, ct);
            return new(query.UnitId, leads, await slots.Of(query.UnitId, ct));
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/units/{id:guid}/care-slots",
                    (Guid id, ISender sender, CancellationToken ct) => sender.Send(new GetSlots(id), ct)
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("When children of offered time may come to a unit")
                .Refuses(404, "not-found");
    }
}
