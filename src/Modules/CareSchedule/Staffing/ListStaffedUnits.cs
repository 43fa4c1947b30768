using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>The units at which somebody works, whose staffing he or she may see.</summary>
internal sealed record ListStaffedUnits : IQuery<ListStaffedUnits.Answer>
{
    /// <param name="Items">By name.</param>
    public sealed record Answer(IReadOnlyList<UnitName> Items);

    public sealed class Handler(IUnitAccess access) : IQueryHandler<ListStaffedUnits, Answer>
    {
        public async Task<Answer> Handle(ListStaffedUnits query, CancellationToken ct) => new(await access.OfStaff(ct));
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/me/units", (ISender sender, CancellationToken ct) => sender.Send(new ListStaffedUnits(), ct))
                .Roles(Roles.Staff, Demand.None)
                .Summary("The units at which I work");
    }
}
