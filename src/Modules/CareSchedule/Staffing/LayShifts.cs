using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>Who leads a unit says what adults are there on some weekdays, every week.</summary>
/// <param name="Weekdays">1 is Monday; the others stay as they are.</param>
/// <param name="Shifts">On each of them, at most 60; none when nobody is there.</param>
internal sealed record LayShifts(IReadOnlyList<short> Weekdays, IReadOnlyList<Shift> Shifts) : ICommand<int>
{
    internal Guid UnitId { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<LayShifts>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.Weekdays)
                .Must(days =>
                    days.Count > 0 && days.All(day => day is >= 1 and <= 7) && days.Distinct().Count() == days.Count
                )
                .WithMessage(_ => texts["careschedule.staffing.fault.weekdays"]);
            RuleFor(x => x.Shifts)
                .Must(shifts => shifts.Count <= Shift.Most)
                .WithMessage(_ => texts["careschedule.staffing.fault.too-many", ("count", Shift.Most)]);
            RuleForEach(x => x.Shifts).SetValidator(new Shift.Validator(texts));
        }
    }

    public sealed class Handler(IUnitAccess access, Shifts shifts, ShiftGroups groups, Audit audit)
        : ICommandHandler<LayShifts, int>
    {
        public async Task<int> Handle(LayShifts command, CancellationToken ct)
        {
            await access.RequireLed(command.UnitId, ct);
            await groups.Check(command.UnitId, command.Shifts, ct);
            await shifts.Lock(command.UnitId, command.ExpectedVersion, ct);

            audit.Changed(
                "careschedule.lay-shifts",
                "unit",
                command.UnitId,
                new { command.Weekdays, command.Shifts.Count }
            );
            return await shifts.Save(command.UnitId, [.. command.Weekdays], day: null, command.Shifts, ct);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/units/{id:guid}/shifts",
                    (Guid id, LayShifts command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { UnitId = id, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary(
                    "Say what adults are at a unit on some weekdays, every week",
                    new LayShifts(
                        [1, 2, 3, 4, 5],
                        [new(new(6 * 60), new(14 * 60), 2), new(new(9 * 60), new(18 * 60), 3)]
                    )
                )
                .Refuses(400, "careschedule/no-such-group")
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
