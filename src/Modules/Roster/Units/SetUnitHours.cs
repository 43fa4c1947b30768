using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Units;

/// <summary>
/// An administrator or the headteacher says when a unit is open. A weekday that is left out is closed; one that is
/// there several times is open several times, as in the evening and at night.
/// </summary>
internal sealed record SetUnitHours(IReadOnlyList<OpenDay> Days) : ICommand<int>
{
    internal Guid UnitId { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<SetUnitHours>
    {
        public Validator(Texts texts)
        {
            RuleForEach(x => x.Days)
                .ChildRules(day => day.RuleFor(x => x.Weekday).InclusiveBetween((short)1, (short)7));
            RuleFor(x => x.Days)
                .Custom(
                    (days, context) =>
                    {
                        foreach (var day in days.Index().GroupBy(one => one.Item.Weekday).Select(day => day.ToList()))
                        foreach (
                            var fault in OpenTime.Faults(
                                [.. day.Select(one => new OpenTime(one.Item.Opens, one.Item.Closes))],
                                at => $"{nameof(Days)}[{day[at].Index}]",
                                texts
                            )
                        )
                            context.AddFailure(fault);
                    }
                );
        }
    }

    public sealed class Handler(NpgsqlConnection db, IUnitAccess access, Audit audit)
        : ICommandHandler<SetUnitHours, int>
    {
        public async Task<int> Handle(SetUnitHours command, CancellationToken ct)
        {
            await access.Require(command.UnitId, ct);

            var version = await db.One<int>(
                "select hours_version from roster.unit where id = @UnitId for update",
                new { command.UnitId },
                ct
            );
            if (command.ExpectedVersion is { } expected && expected != version)
                throw Refusal.Stale();

            var days = (
                from day in command.Days
                group new OpenTime(day.Opens, day.Closes) by day.Weekday into times
                from time in OpenTime.Joined(times)
                select new OpenDay(times.Key, time.Opens, time.Closes)
            ).ToList();
            audit.Changed("roster.set-unit-hours", "unit", command.UnitId, new { command.Days });
            return await db.Value<int>(
                """
                with given as (
                    select * from unnest(@Weekdays, @Opens, @Closes) as given (weekday, opens, closes)),
                closed as (
                    delete from roster.unit_hours
                    where unit_id = @UnitId and (weekday, opens) not in (select weekday, opens from given)),
                open as (
                    insert into roster.unit_hours (unit_id, weekday, opens, closes)
                    select @UnitId, weekday, opens, closes from given
                    on conflict (unit_id, weekday, opens) do update set closes = excluded.closes)
                update roster.unit set hours_version = hours_version + 1 where id = @UnitId
                returning hours_version
                """,
                new
                {
                    command.UnitId,
                    Weekdays = days.Select(day => day.Weekday).ToArray(),
                    Opens = days.Select(day => TimeSpan.FromMinutes(day.Opens.Minutes)).ToArray(),
                    Closes = days.Select(day => TimeSpan.FromMinutes(day.Closes.Minutes)).ToArray(),
                },
                ct
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/units/{id:guid}/hours",
                    (Guid id, SetUnitHours command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { UnitId = id, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.None)
                .Summary(
                    "Say when a unit is open; a weekday left out is closed, one given twice is open twice",
                    new SetUnitHours([
                        new(1, new(6 * 60), new(18 * 60)),
                        new(5, new(6 * 60), new(17 * 60)),
                        new(5, new(19 * 60), TimeOfDay.EndOfDay),
                    ])
                )
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
