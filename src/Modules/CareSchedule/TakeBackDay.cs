using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>What was said of one day is taken back: it is as usual again.</summary>
internal sealed record TakeBackDay(
    Guid ChildId,
    Guid UnitId,
    DateOnly Day,
    Guid? Household = null,
    int? ExpectedVersion = null
) : ICommand<int>
{
    public sealed class Handler(
        IChildAccess access,
        ScheduleVersion version,
        DayChanges changes,
        CurrentUser user,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<TakeBackDay, int>
    {
        public async Task<int> Handle(TakeBackDay command, CancellationToken ct)
        {
            var writer = CareWriter.Of(await access.Require(command.ChildId, CareWriter.Who, ct), user);
            // What was is corrected with a reason, and not forgotten.
            if (command.Day < clock.Today())
                throw Refusal.Conflict("careschedule/day-is-over");
            await version.Lock(command.ChildId, [command.Day], command.ExpectedVersion, ct);

            await changes.Save(
                command.ChildId,
                command.UnitId,
                command.Household,
                [(command.Day, null)],
                reason: null,
                writer,
                ct
            );

            audit.Changed(
                "careschedule.take-back-day",
                "child",
                command.ChildId,
                new { command.UnitId, command.Day },
                onBehalfOf: command.ChildId
            );
            return await version.ChangeDays(command.ChildId, [command.Day], ct);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/children/{childId:guid}/care-days/{day}",
                    (
                        Guid childId,
                        DateOnly day,
                        Guid unitId,
                        Guid? household,
                        VersionedRequest versioned,
                        CancellationToken ct
                    ) => versioned.Send(new TakeBackDay(childId, unitId, day, household, versioned.Expected), ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary("Take back what was said of a day; it is as usual again")
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "careschedule/locked",
                    "careschedule/set-by-staff",
                    "careschedule/others-place",
                    "careschedule/others-day",
                    "careschedule/day-is-over",
                    "careschedule/not-asked-yet",
                    "careschedule/question-closed"
                )
                .Refuses(412, "stale");
    }
}
