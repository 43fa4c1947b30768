using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Units;

/// <summary>
/// An administrator or the headteacher gives a group its timetable. A weekday that is left out has nothing to attend;
/// without any the unit's hours count.
/// </summary>
internal sealed record SetGroupHours(IReadOnlyList<GroupDay> Days) : ICommand<int>
{
    internal Guid GroupId { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<SetGroupHours>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.Days)
                .Must(days => days.DistinctBy(day => day.Weekday).Count() == days.Count)
                .WithMessage(_ => texts["roster.weekday-twice"]);
            RuleForEach(x => x.Days)
                .ChildRules(day =>
                {
                    day.RuleFor(x => x.Weekday).InclusiveBetween((short)1, (short)7);
                    day.RuleFor(x => x.Ends)
                        .Must((x, ends) => ends > x.Begins)
                        .WithMessage(_ => texts["roster.closes-before-opens"]);
                });
        }
    }

    public sealed class Handler(NpgsqlConnection db, IUnitAccess access, Audit audit)
        : ICommandHandler<SetGroupHours, int>
    {
        public async Task<int> Handle(SetGroupHours command, CancellationToken ct)
        {
            await access.RequireGroup(command.GroupId, ct);

            var version = await db.One<int>(
                "select hours_version from roster.child_group where id = @GroupId for update",
                new { command.GroupId },
                ct
            );
            if (command.ExpectedVersion is { } expected && expected != version)
                throw Refusal.Stale();

            audit.Changed("roster.set-group-hours", "group", command.GroupId, new { command.Days });
            return await db.Value<int>(
                """
                with given as (
                    select * from unnest(@Weekdays, @Begins, @Ends) as given (weekday, begins, ends)),
                free as (
                    delete from roster.group_hours
                    where group_id = @GroupId and weekday not in (select weekday from given)),
                taught as (
                    insert into roster.group_hours (group_id, weekday, begins, ends)
                    select @GroupId, weekday, begins, ends from given
                    on conflict (group_id, weekday) do update set begins = excluded.begins, ends = excluded.ends)
                update roster.child_group set hours_version = hours_version + 1 where id = @GroupId
                returning hours_version
                """,
                new
                {
                    command.GroupId,
                    Weekdays = command.Days.Select(day => day.Weekday).ToArray(),
                    Begins = command.Days.Select(day => TimeSpan.FromMinutes(day.Begins.Minutes)).ToArray(),
                    Ends = command.Days.Select(day => TimeSpan.FromMinutes(day.Ends.Minutes)).ToArray(),
                },
                ct
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/groups/{id:guid}/hours",
                    (Guid id, SetGroupHours command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { GroupId = id, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.None)
                .Summary(
                    "Give a group its timetable; a weekday left out is free",
                    new SetGroupHours([new(1, new(8 * 60 + 10), new(13 * 60 + 20))])
                )
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
