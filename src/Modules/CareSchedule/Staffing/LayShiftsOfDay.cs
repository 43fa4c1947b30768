using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>Who leads a unit says what adults are there on one date, otherwise than usual.</summary>
/// <param name="Shifts">At most 60; none when nobody is there.</param>
internal sealed record LayShiftsOfDay(IReadOnlyList<Shift> Shifts) : ICommand<int>
{
    internal Guid UnitId { get; init; }
    internal DateOnly Day { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<LayShiftsOfDay>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Day).NotTooLongAgo(clock, texts);
            RuleFor(x => x.Day).NotTooFar(clock, texts);
            RuleFor(x => x.Shifts)
                .Must(shifts => shifts.Count <= Shift.Most)
                .WithMessage(_ => texts["careschedule.staffing.fault.too-many", ("count", Shift.Most)]);
            RuleForEach(x => x.Shifts).SetValidator(new Shift.Validator(texts));
        }
    }

    public sealed class Handler(IUnitAccess access, Shifts shifts, ShiftGroups groups, Audit audit)
        : ICommandHandler<LayShiftsOfDay, int>
    {
        public async Task<int> Handle(LayShiftsOfDay command, CancellationToken ct)
        {
            await access.RequireLed(command.UnitId, ct);
            await groups.Check(command.UnitId, command.Shifts, ct);
            await shifts.Lock(command.UnitId, command.ExpectedVersion, ct);

            audit.Changed(
                "careschedule.lay-shifts-of-day",
                "unit",
                command.UnitId,
                new { command.Day, command.Shifts.Count }
            );
            return await shifts.Save(command.UnitId, [], command.Day, command.Shifts, ct);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/units/{id:guid}/shifts/{day}",
                    (Guid id, DateOnly day, LayShiftsOfDay command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(
                            command with
                            {
                                UnitId = id,
                                Day = day,
                                ExpectedVersion = versioned.Expected,
                            },
                            ct
                        )
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary(
                    "Say what adults are at a unit on one date, otherwise than usual",
                    new LayShiftsOfDay([new(new(7 * 60), new(16 * 60), 2)])
                )
                .Refuses(400, "careschedule/no-such-group")
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
