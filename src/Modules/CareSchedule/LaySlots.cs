using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Who leads a unit says when children of offered time may come there. Schedules that stand stay as they are: what is
/// said from now on fits.
/// </summary>
/// <param name="Slots">At most three a weekday, apart; none when they may come whenever the unit is open.</param>
internal sealed record LaySlots(IReadOnlyList<Slots.Slot> Slots) : ICommand
{
    private const int MostOfWeekday = 3;

    internal Guid UnitId { get; init; }

    public sealed class Validator : AbstractValidator<LaySlots>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.Slots)
                .Must(slots => slots.GroupBy(slot => slot.Weekday).All(ofDay => ofDay.Count() <= MostOfWeekday))
                .WithMessage(_ => texts["careschedule.fault.too-many", ("count", MostOfWeekday)]);
            RuleForEach(x => x.Slots)
                .ChildRules(slot =>
                {
                    slot.RuleFor(x => x.Weekday).InclusiveBetween((short)1, (short)7);
                    slot.RuleFor(x => x.Until)
                        .Must((x, until) => until > x.From)
                        .WithMessage(_ => texts["careschedule.fault.slot-ends"]);
                });
            RuleForEach(x => x.Slots)
                .Must(
                    (x, slot) =>
                        !x.Slots.Any(other =>
                            !ReferenceEquals(other, slot)
                            && other.Weekday == slot.Weekday
                            && other.From < slot.Until
                            && slot.From < other.Until
                        )
                )
                .WithErrorCode("times-overlap")
                .WithMessage(_ => texts["careschedule.fault.overlap"]);
        }
    }

    public sealed class Handler(NpgsqlConnection db, IUnitAccess access, Audit audit) : ICommandHandler<LaySlots>
    {
        public async Task Handle(LaySlots command, CancellationToken ct)
        {
            await access.RequireLed(command.UnitId, ct);

            await db.Execute(
                """
                -- One at a time: what two say of a unit at once is not mixed.
                select pg_advisory_xact_lock(hashtextextended(@UnitId::text, 0));
                delete from careschedule.slot where unit_id = @UnitId;
                insert into careschedule.slot (unit_id, weekday, begins, ends)
                select @UnitId, * from unnest(@Weekdays, @Begins, @Ends)
                """,
                new
                {
                    command.UnitId,
                    Weekdays = command.Slots.Select(slot => slot.Weekday).ToArray(),
                    Begins = command.Slots.Select(slot => TimeSpan.FromMinutes(slot.From.Minutes)).ToArray(),
                    Ends = command.Slots.Select(slot => TimeSpan.FromMinutes(slot.Until.Minutes)).ToArray(),
                },
                ct
            );
            audit.Changed("careschedule.lay-slots", "unit", command.UnitId, new { command.Slots.Count });
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/units/{id:guid}/care-slots",
                    async (Guid id, LaySlots command, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(command with { UnitId = id }, ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary(
                    "Say when children of offered time may come to a unit",
                    new LaySlots([new(2, new(9 * 60), new(14 * 60)), new(3, new(9 * 60), new(14 * 60))])
                )
                .Refuses(404, "not-found");
    }
}
