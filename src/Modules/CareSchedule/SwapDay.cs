using Kapprum.CareSchedule.Questions;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// A guardian gives a day that is his or hers to the other home; staff give any. Both homes have what they have laid
/// for that day. The other is told.
/// </summary>
/// <param name="To">The guardian of the home that has the day now.</param>
internal sealed record SwapDay(Guid To) : ICommand<int>
{
    internal Guid ChildId { get; init; }
    internal DateOnly Day { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<SwapDay>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.To).NotEmpty();
            RuleFor(x => x.Day).NotTooLongAgo(clock, texts, days: 0);
            RuleFor(x => x.Day).NotTooFar(clock, texts);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        ScheduleVersion version,
        CareFacts facts,
        HomesApart apart,
        TurnedAnswers answers,
        ISettings settings,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        Texts texts,
        DateText dates,
        TimeProvider clock
    ) : ICommandHandler<SwapDay, int>
    {
        public async Task<int> Handle(SwapDay command, CancellationToken ct)
        {
            var writer = CareWriter.Of(await access.Require(command.ChildId, CareWriter.Who, ct), user);
            await apart.Require(writer, command.ChildId, ct);
            await version.Lock(command.ChildId, [command.Day], command.ExpectedVersion, ct);

            var child = (await facts.Of([command.ChildId], command.Day, command.Day, ct))[command.ChildId];
            if (Turn.Holding(child.Turns.Turns, command.Day) is not { First: { } first, Second: { } second })
                throw Refusal.Conflict("careschedule/no-turns");
            if ((command.To != first && command.To != second) || child.Former.Left(command.To, command.Day))
            {
                var faults = new CareFaults(texts, dates);
                faults.Add(nameof(To), "no-home", texts["careschedule.fault.no-home"]);
                faults.Refuse();
            }

            if (!writer.ByStaff)
            {
                if (child.Owner(command.Day) is { } owner && owner != user.PersonId)
                    throw Refusal.Conflict("careschedule/others-day", ("household", owner));
                if (
                    await CareLocks.WhyNot(child.Placements[command.Day], command.Day, settings, clock, dates, ct) is
                    { } no
                )
                    throw no;
            }

            var id = Guid.CreateVersion7();
            await db.Execute(
                """
                delete from careschedule.swap where child_id = @ChildId and day = @Day;
                insert into careschedule.swap (id, child_id, day, owner_id, made_by, made_at)
                values (@id, @ChildId, @Day, @To, @PersonId, @Now)
                """,
                new
                {
                    id,
                    command.ChildId,
                    command.Day,
                    command.To,
                    user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
            audit.Changed(
                "careschedule.swap-day",
                "child",
                command.ChildId,
                new { command.Day },
                onBehalfOf: command.ChildId
            );
            outbox.Publish(TurnNotices.Of(TurnNotices.Swapped, id, command.ChildId, user.PersonId));
            await answers.Tell(command.ChildId, command.Day, command.Day, ct);
            return await version.ChangeDays(command.ChildId, [command.Day], ct);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/children/{childId:guid}/care-days/{day}/owner",
                    (Guid childId, DateOnly day, SwapDay command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(
                            command with
                            {
                                ChildId = childId,
                                Day = day,
                                ExpectedVersion = versioned.Expected,
                            },
                            ct
                        )
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary("Give a day to the other home", new SwapDay(Guid.Empty))
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "careschedule/no-turns",
                    "careschedule/homes-apart",
                    "careschedule/others-day",
                    "careschedule/locked"
                )
                .Refuses(412, "stale");
    }
}
