using Kapprum.CareSchedule.Questions;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// A guardian or the staff say which home has a child which day, from a day on. Each home lays a schedule of its own
/// then. The other guardian is told. Days that are locked stay as they are.
/// </summary>
/// <param name="First">The guardian of the one home, who has the odd weeks; left out when all share the days.</param>
/// <param name="Second">The guardian of the other home.</param>
/// <param name="FirstHas">
/// Rolling: whether the first has it, for each day of one to twelve weeks from the Monday of the week in which it
/// begins.
/// </param>
internal sealed record SetTurn(
    DateOnly StartsOn,
    TurnKind Kind,
    Guid? First = null,
    Guid? Second = null,
    IReadOnlyList<bool>? FirstHas = null
) : ICommand<SetTurn.Answer>
{
    internal Guid ChildId { get; init; }
    internal int? ExpectedVersion { get; init; }

    /// <param name="InARow">Mondays of weeks that follow one of the same home, within 400 days.</param>
    /// <param name="Version">For <c>If-Match</c>.</param>
    public sealed record Answer(Guid Id, IReadOnlyList<DateOnly> InARow, int Version) : IVersioned;

    public sealed class Validator : AbstractValidator<SetTurn>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Kind).IsInEnum();
            RuleFor(x => x.StartsOn).NotTooLongAgo(clock, texts);
            RuleFor(x => x.StartsOn).NotTooFar(clock, texts);
            RuleFor(x => x.First).NotNull().When(x => x.Kind != TurnKind.Shared);
            RuleFor(x => x.First).Null().When(x => x.Kind == TurnKind.Shared);
            RuleFor(x => x.Second).NotNull().When(x => x.Kind != TurnKind.Shared);
            RuleFor(x => x.Second).Null().When(x => x.Kind == TurnKind.Shared);
            RuleFor(x => x.Second)
                .NotEqual(x => x.First)
                .When(x => x.First is not null)
                .WithMessage(_ => texts["careschedule.fault.two-homes"]);
            RuleFor(x => x.FirstHas)
                .Must(days => days is { Count: >= 7 and <= 84 } && days.Count % 7 == 0)
                .When(x => x.Kind == TurnKind.Rolling)
                .WithMessage(_ => texts["careschedule.fault.turn-days"]);
            RuleFor(x => x.FirstHas).Null().When(x => x.Kind != TurnKind.Rolling);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        IAudience audience,
        ICarePlacements placements,
        ScheduleVersion version,
        HomesApart apart,
        TurnedAnswers answers,
        ISettings settings,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        Texts texts,
        DateText dates,
        TimeProvider clock
    ) : ICommandHandler<SetTurn, Answer>
    {
        public async Task<Answer> Handle(SetTurn command, CancellationToken ct)
        {
            var writer = CareWriter.Of(await access.Require(command.ChildId, CareWriter.Who, ct), user);
            await apart.Require(writer, command.ChildId, ct);
            await version.Lock(command.ChildId, [command.StartsOn], command.ExpectedVersion, ct);

            var guardians = (await audience.GuardiansOf([command.ChildId], ct)).Select(one => one.PersonId).ToList();
            var faults = new CareFaults(texts, dates);
            if (command.First is { } first && !guardians.Contains(first))
                faults.Add(nameof(First), "no-guardian", texts["careschedule.fault.no-guardian"]);
            if (command.Second is { } second && !guardians.Contains(second))
                faults.Add(nameof(Second), "no-guardian", texts["careschedule.fault.no-guardian"]);
            faults.Refuse();
            if (
                !writer.ByStaff
                && await CareLocks.WhyNot(
                    await placements.On([command.ChildId], command.StartsOn, command.StartsOn, ct),
                    command.StartsOn,
                    settings,
                    clock,
                    dates,
                    ct
                )
                    is { } no
            )
                throw no;

            var turn = new Turn(
                Guid.CreateVersion7(),
                command.StartsOn,
                command.Kind,
                command.First,
                command.Second,
                command.FirstHas ?? []
            );
            await db.Execute(
                """
                delete from careschedule.turn where child_id = @ChildId and starts_on = @StartsOn;
                insert into careschedule.turn
                    (id, child_id, starts_on, kind, first, second, first_has, set_by, set_at)
                values (@Id, @ChildId, @StartsOn, @Kind, @First, @Second, @FirstHas, @PersonId, @Now)
                """,
                new
                {
                    turn.Id,
                    command.ChildId,
                    command.StartsOn,
                    command.Kind,
                    command.First,
                    command.Second,
                    FirstHas = command.FirstHas?.ToArray(),
                    user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
            audit.Changed(
                "careschedule.set-turn",
                "child",
                command.ChildId,
                new { command.StartsOn },
                onBehalfOf: command.ChildId
            );
            outbox.Publish(TurnNotices.Of(TurnNotices.Set, turn.Id, command.ChildId, user.PersonId));
            await answers.Tell(command.ChildId, command.StartsOn, until: null, ct);
            return new(
                turn.Id,
                turn.InARow(clock.Today().AddDays(IChildDays.Horizon)),
                await version.ChangePatterns(command.ChildId, ct)
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/children/{childId:guid}/care-turns",
                    (Guid childId, SetTurn command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Create(command with { ChildId = childId, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary(
                    "Say which home has a child which day, from a day on",
                    new SetTurn(new(2026, 12, 7), TurnKind.OddEven, Guid.Empty, Guid.Empty)
                )
                .Refuses(404, "not-found")
                .Refuses(409, "careschedule/locked", "careschedule/homes-apart")
                .Refuses(412, "stale");
    }
}
