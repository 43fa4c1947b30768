namespace Kapprum.Roster.Calendar;

/// <summary>
/// An administrator adds a term or a holiday period under an id of his own choice, or changes the one that has it.
/// </summary>
/// <param name="Kind">term or holiday-period; two of a kind do not overlap.</param>
/// <param name="Name">As people call it, at most 100 characters.</param>
/// <param name="EndsOn">The last day, at most a year after <paramref name="StartsOn"/>.</param>
[NoAccessCheck("The calendar is the municipality's, for administrators by their role.")]
internal sealed record SetPeriod(PeriodKind Kind, string Name, DateOnly StartsOn, DateOnly EndsOn) : ICommand<int>
{
    internal Guid Id { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<SetPeriod>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.Kind).IsInEnum();
            RuleFor(x => x.Name).NotEmpty().MaximumLength(100);
            RuleFor(x => x.EndsOn)
                .GreaterThanOrEqualTo(x => x.StartsOn)
                .WithMessage(_ => texts["roster.ends-before-start"]);
            RuleFor(x => x.EndsOn)
                .Must((x, ends) => ends.DayNumber - x.StartsOn.DayNumber <= 366)
                .WithMessage(_ => texts["roster.period-too-long"]);
        }
    }

    public sealed class Handler(NpgsqlConnection db, Audit audit) : ICommandHandler<SetPeriod, int>
    {
        public async Task<int> Handle(SetPeriod command, CancellationToken ct)
        {
            var version = await db.OneOrNone<int?>(
                "select version from roster.calendar_period where id = @Id for update",
                new { command.Id },
                ct
            );
            if (command.ExpectedVersion is { } expected && expected != version)
                throw Refusal.Stale();

            audit.Changed(
                "roster.set-period",
                "calendar-period",
                command.Id,
                new
                {
                    kind = command.Kind.Stored(),
                    command.Name,
                    command.StartsOn,
                    command.EndsOn,
                }
            );
            return await db.Value<int>(
                    """
                    insert into roster.calendar_period (id, kind, name, starts_on, ends_on)
                    values (@Id, @Kind, @Name, @StartsOn, @EndsOn)
                    on conflict (id) do update
                    set kind = excluded.kind, name = excluded.name,
                        starts_on = excluded.starts_on, ends_on = excluded.ends_on,
                        version = roster.calendar_period.version + 1
                    returning version
                    """,
                    new
                    {
                        command.Id,
                        command.Kind,
                        Name = command.Name.Trim(),
                        command.StartsOn,
                        command.EndsOn,
                    },
                    ct
                )
                .OrRefuse("calendar_period_apart", "roster/period-overlaps");
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/calendar/{id:guid}",
                    (Guid id, SetPeriod command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { Id = id, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Administrator, Demand.None)
                .Summary(
                    "Add or change a term or a holiday period",
                    new SetPeriod(PeriodKind.HolidayPeriod, "Höstlov", new(2026, 10, 26), new(2026, 10, 30))
                )
                .Refuses(409, "roster/period-overlaps")
                .Refuses(412, "stale");
    }
}
