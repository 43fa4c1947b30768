using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// A guardian or the staff say when a child comes on some days at one unit, otherwise than usual; all of the days or
/// none.
/// </summary>
/// <param name="UnitId">The unit where the child has its place.</param>
/// <param name="Days">At most 62, each once.</param>
/// <param name="Household">The guardian in whose place staff write, when the child has two places there.</param>
/// <param name="Reason">Why staff change a day that is over, at most 200 characters.</param>
internal sealed record ChangeDays(
    Guid UnitId,
    IReadOnlyList<CareDay> Days,
    Guid? Household = null,
    string? Reason = null
) : ICommand<int>
{
    internal Guid ChildId { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<ChangeDays>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.UnitId).NotEmpty();
            RuleFor(x => x.Days).Must(CareDay.AreSome).WithMessage(_ => texts["careschedule.fault.days"]);
            RuleForEach(x => x.Days)
                .SetValidator(new CareDay.Validator(clock, texts))
                .When(x => x.Days.Count <= CareDay.Most);
            RuleFor(x => x.Reason).MaximumLength(200);
        }
    }

    public sealed class Handler(
        IChildAccess access,
        ScheduleVersion version,
        DayChanges changes,
        CurrentUser user,
        HomesApart apart,
        Outbox outbox,
        Audit audit
    ) : ICommandHandler<ChangeDays, int>
    {
        public async Task<int> Handle(ChangeDays command, CancellationToken ct)
        {
            var writer = CareWriter.Of(await access.Require(command.ChildId, CareWriter.Who, ct), user);
            var days = command.Days.Select(day => day.Date).ToList();
            await version.Lock(command.ChildId, days, command.ExpectedVersion, ct);

            var first = await changes.Save(
                command.ChildId,
                command.UnitId,
                command.Household,
                [.. command.Days.Select(day => (day.Date, (IReadOnlyList<CareTime>?)day.Times))],
                command.Reason.TrimmedOrNull(),
                writer,
                ct
            );

            audit.Changed(
                "careschedule.change-days",
                "child",
                command.ChildId,
                new
                {
                    command.UnitId,
                    Day = days.Min(),
                    days.Count,
                },
                onBehalfOf: command.ChildId
            );
            if (writer.ByStaff)
                foreach (var notice in await apart.Told(CareNotices.Of(first, command.ChildId, user.PersonId), ct))
                    outbox.Publish(notice);
            return await version.ChangeDays(command.ChildId, days, ct);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/children/{childId:guid}/care-days",
                    (Guid childId, ChangeDays command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { ChildId = childId, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary(
                    "Say when a child comes on some days; without times it is off",
                    new ChangeDays(
                        Guid.Empty,
                        [new(new(2026, 12, 7), [new(new(8 * 60), new(16 * 60))]), new(new(2026, 12, 8), [])]
                    )
                )
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "careschedule/locked",
                    "careschedule/set-by-staff",
                    "careschedule/others-place",
                    "careschedule/others-day",
                    "careschedule/not-asked-yet",
                    "careschedule/question-closed"
                )
                .Refuses(412, "stale");
    }
}
