using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>What was said of the adults of one date is taken back: it is as usual on its weekday again.</summary>
internal sealed record TakeBackShifts(Guid UnitId, DateOnly Day, int? ExpectedVersion = null) : ICommand<int>
{
    public sealed class Handler(IUnitAccess access, Shifts shifts, Audit audit) : ICommandHandler<TakeBackShifts, int>
    {
        public async Task<int> Handle(TakeBackShifts command, CancellationToken ct)
        {
            await access.RequireLed(command.UnitId, ct);
            await shifts.Lock(command.UnitId, command.ExpectedVersion, ct);

            audit.Changed("careschedule.take-back-shifts", "unit", command.UnitId, new { command.Day });
            return await shifts.TakeBack(command.UnitId, command.Day, ct);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/units/{id:guid}/shifts/{day}",
                    (Guid id, DateOnly day, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(new TakeBackShifts(id, day, versioned.Expected), ct)
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary("Take back what was said of the adults of a date; it is as usual again")
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
