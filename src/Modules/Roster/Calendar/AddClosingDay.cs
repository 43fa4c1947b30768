using Kapprum.Contracts.Roster;
using Kapprum.Roster.Units;

namespace Kapprum.Roster.Calendar;

/// <summary>
/// An administrator closes a unit, or all of them, for a day or for a part of it; a headteacher a unit of the own ones.
/// What is said of one unit goes before what is said of all.
/// </summary>
/// <param name="Day">At most two years after today.</param>
/// <param name="Reason">As people call it: a planning day, a public holiday; at most 100 characters.</param>
/// <param name="UnitId">All units when left out, which is for administrators.</param>
/// <param name="Hours">When it is open all the same, instead of as usual; closed all day when left out.</param>
internal sealed record AddClosingDay(
    DateOnly Day,
    string Reason,
    Guid? UnitId = null,
    IReadOnlyList<OpenTime>? Hours = null
) : ICommand<Guid>
{
    public sealed class Validator : AbstractValidator<AddClosingDay>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Day)
                .Must(day => day >= clock.Today().AddYears(-1) && day <= clock.Today().AddYears(2))
                .WithMessage(_ => texts["roster.closing-day-too-far"]);
            RuleFor(x => x.Reason).NotEmpty().MaximumLength(100);
            RuleFor(x => x.Hours)
                .Custom(
                    (hours, context) =>
                    {
                        foreach (var fault in OpenTime.Faults(hours ?? [], at => $"{nameof(Hours)}[{at}]", texts))
                            context.AddFailure(fault);
                    }
                );
        }
    }

    public sealed class Handler(NpgsqlConnection db, IUnitAccess access, CurrentUser user, Outbox outbox, Audit audit)
        : ICommandHandler<AddClosingDay, Guid>
    {
        public async Task<Guid> Handle(AddClosingDay command, CancellationToken ct)
        {
            if (command.UnitId is null && !user.Is(Roles.Administrator))
                throw Refusal.Invalid(nameof(UnitId), "roster/closing-all-units");
            if (command.UnitId is { } unitId)
                await access.Require(unitId, ct);

            var id = Guid.CreateVersion7();
            var hours = OpenTime.Joined(command.Hours ?? []);
            var added = await db.Value<bool>(
                """
                with added as (
                    insert into roster.closing_day (id, unit_id, day, reason) values (@id, @UnitId, @Day, @Reason)
                    on conflict on constraint closing_day_once do nothing
                    returning id),
                open as (
                    insert into roster.closing_day_hours (closing_day_id, opens, closes)
                    select added.id, opens, closes
                    from added cross join unnest(@Opens, @Closes) as time (opens, closes))
                select exists (select from added)
                """,
                new
                {
                    id,
                    command.UnitId,
                    command.Day,
                    Reason = command.Reason.Trim(),
                    Opens = hours.Select(time => TimeSpan.FromMinutes(time.Opens.Minutes)).ToArray(),
                    Closes = hours.Select(time => TimeSpan.FromMinutes(time.Closes.Minutes)).ToArray(),
                },
                ct
            );
            if (!added)
                throw Refusal.Conflict("roster/closed-already");

            audit.Changed(
                "roster.add-closing-day",
                "closing-day",
                id,
                new
                {
                    command.Day,
                    command.Reason,
                    command.UnitId,
                    Hours = hours.Count == 0 ? null : hours,
                }
            );
            if (hours.Count == 0)
                outbox.Publish(
                    new ClosingDayAdded(id, command.UnitId, command.Day, command.Reason.Trim(), user.PersonId)
                );
            return id;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/closing-days",
                    async (AddClosingDay command, ISender sender, CancellationToken ct) =>
                    {
                        var id = await sender.Send(command, ct);
                        return TypedResults.Created($"/api/closing-days/{id}", new Created(id));
                    }
                )
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.None)
                .Summary(
                    "Close a unit, or all of them, for a day, or open it at other times",
                    new AddClosingDay(
                        new(2026, 12, 4),
                        "Planering på eftermiddagen",
                        Guid.Empty,
                        [new(new(6 * 60), new(16 * 60))]
                    )
                )
                .Refuses(400, "roster/closing-all-units")
                .Refuses(404, "not-found")
                .Refuses(409, "roster/closed-already");
    }
}
