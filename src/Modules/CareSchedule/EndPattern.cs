using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>A pattern ends on a day; then the child has no schedule until another one begins.</summary>
/// <param name="LastDay">The last day on which it holds; the day before it begins for one that shall never.</param>
internal sealed record EndPattern(DateOnly LastDay) : ICommand<int>
{
    internal Guid PatternId { get; init; }
    internal int? ExpectedVersion { get; init; }

    private sealed record Row(Guid UnitId, Guid? Household, DateOnly StartsOn, DateOnly? EndsOn);

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        ICarePlacements placements,
        ScheduleVersion version,
        ISettings settings,
        CurrentUser user,
        HomesApart apart,
        Outbox outbox,
        Audit audit,
        Texts texts,
        DateText dates,
        TimeProvider clock
    ) : ICommandHandler<EndPattern, int>
    {
        public async Task<int> Handle(EndPattern command, CancellationToken ct)
        {
            var child =
                await db.Value<Guid?>(
                    "select child_id from careschedule.pattern where id = @PatternId",
                    new { command.PatternId },
                    ct
                ) ?? throw Refusal.NotFound("pattern");
            var writer = CareWriter.Of(await access.Require(child, CareWriter.Who, ct, "pattern"), user);
            await version.Lock(child, [command.LastDay], command.ExpectedVersion, ct);
            // Read after that: another one may have taken its place.
            var pattern =
                await db.OneOrNone<Row>(
                    "select unit_id, household, starts_on, ends_on from careschedule.pattern where id = @PatternId",
                    new { command.PatternId },
                    ct
                ) ?? throw Refusal.NotFound("pattern");
            if (!writer.ByStaff && pattern.Household is { } owner && owner != user.PersonId)
                throw Refusal.Conflict("careschedule/others-place", ("households", new[] { owner }));
            if (pattern.EndsOn < command.LastDay)
                throw Refusal.Conflict("careschedule/pattern-ended", ("lastDay", pattern.EndsOn));

            var faults = new CareFaults(texts, dates);
            if (command.LastDay < pattern.StartsOn.AddDays(-1))
                faults.Add(nameof(LastDay), "before-start", texts["careschedule.fault.ends-before-start"]);
            if (command.LastDay < clock.Today().AddDays(-1))
                faults.Add(nameof(LastDay), "over", texts["careschedule.fault.over"]);
            faults.Refuse();
            var free = command.LastDay.AddDays(1);
            var placed = (await placements.On([child], free, free, ct))
                .Where(placement => placement.UnitId == pattern.UnitId)
                .Min(placement => (DateOnly?)placement.StartsOn);
            var rule = await CutOff.Of(settings, pattern.UnitId, ct);
            if (!writer.ByStaff && rule.IsLocked(free, placed ?? pattern.StartsOn, clock))
                throw CareLocks.WhyNot(rule, [free], 0, placed ?? pattern.StartsOn, clock, dates)!;

            await db.Execute(
                "update careschedule.pattern set ends_on = @LastDay where id = @PatternId",
                new { command.PatternId, command.LastDay },
                ct
            );
            audit.Changed(
                "careschedule.end-pattern",
                "child",
                child,
                new { pattern.UnitId, EndsOn = command.LastDay },
                onBehalfOf: child
            );
            if (writer.ByStaff)
                outbox.Publish(
                    await apart.Told(PatternNotices.Of(command.PatternId, child, user.PersonId), pattern.Household, ct)
                );
            return await version.ChangePatterns(child, ct);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/care-patterns/{id:guid}/end",
                    (Guid id, EndPattern command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { PatternId = id, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary(
                    "End a pattern on a day; then there is no schedule",
                    new EndPattern(new DateOnly(2026, 12, 18))
                )
                .Refuses(404, "not-found")
                .Refuses(409, "careschedule/locked", "careschedule/others-place", "careschedule/pattern-ended")
                .Refuses(412, "stale");
    }
}
