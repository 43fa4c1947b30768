using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>Which home has a child which day: the turns that hold now and later, and the days of five weeks.</summary>
internal sealed record GetTurns(Guid ChildId) : IQuery<GetTurns.Answer>
{
    private const int DaysShown = 35;

    /// <param name="Homes">The child's guardians, by given name.</param>
    /// <param name="Turns">The one that holds today first; none when all share the days.</param>
    /// <param name="Days">From this week's Monday.</param>
    public sealed record Answer(
        Guid ChildId,
        string Name,
        IReadOnlyList<Home> Homes,
        IReadOnlyList<OneTurn> Turns,
        IReadOnlyList<OneDay> Days
    ) : IVersioned
    {
        /// <summary>
        /// The next Monday of a week that follows one of the same home, as after a year of 53 weeks; null for none
        /// within 400 days.
        /// </summary>
        public required DateOnly? InARow { get; init; }

        /// <summary>Guardians see the days of their own home only.</summary>
        public required bool Apart { get; init; }

        /// <summary>The reader decides that.</summary>
        public required bool MayKeepApart { get; init; }

        /// <summary>For <c>If-Match</c>.</summary>
        public required int Version { get; init; }
    }

    public sealed record Home(Guid Id, string Name);

    public sealed record OneTurn(
        Guid Id,
        DateOnly StartsOn,
        TurnKind Kind,
        Guid? First,
        Guid? Second,
        IReadOnlyList<bool> FirstHas
    );

    /// <param name="Owner">Null when all share it.</param>
    /// <param name="Swapped">The one home has given it to the other.</param>
    public sealed record OneDay(DateOnly Date, Guid? Owner, bool Swapped);

    public sealed class Handler(
        IChildAccess access,
        IAudience audience,
        IKnownPeople people,
        IKnownChildren children,
        CareFacts facts,
        ScheduleVersion version,
        HomesApart apart,
        CurrentUser user,
        TimeProvider clock
    ) : IQueryHandler<GetTurns, Answer>
    {
        public async Task<Answer> Handle(GetTurns query, CancellationToken ct)
        {
            var viewer = await access.Require(query.ChildId, CareWriter.Who, ct);
            var read = await version.Of(query.ChildId, ct);
            var monday = Pattern.Monday(clock.Today());
            var said = await facts.TurnsOf(query.ChildId, ct);
            var guardians = (await audience.GuardiansOf([query.ChildId], ct)).Select(one => one.PersonId).ToList();
            var former = new FormerHomes(
                said.LeftOn ?? clock.Today(),
                said.Homes.Except(guardians).ToHashSet(),
                Places: new HashSet<(Guid, DateOnly)>()
            );
            var known = await people.Of([query.ChildId], guardians.Select(id => (Guid?)id), ct);
            var viewed = new ChildPerson(query.ChildId, user.PersonId);
            var holds = Turn.Holding(said.Turns, clock.Today());
            return new(
                query.ChildId,
                (await children.Of([viewed], ct))[viewed].Name,
                [
                    .. guardians
                        .Select(id => new Home(id, known.Name(id, DateText.Language)))
                        .OrderBy(home => home.Name)
                        .ThenBy(home => home.Id),
                ],
                [
                    .. from turn in said.Turns
                    where turn == holds || turn.StartsOn > clock.Today()
                    orderby turn.StartsOn
                    select new OneTurn(turn.Id, turn.StartsOn, turn.Kind, turn.First, turn.Second, turn.FirstHas),
                ],
                [
                    .. from after in Enumerable.Range(0, DaysShown)
                    let day = monday.AddDays(after)
                    select new OneDay(day, said.Owner(day, former), said.IsSwapped(day)),
                ]
            )
            {
                InARow = said
                    .Turns.Where(turn => turn == holds || turn.StartsOn > clock.Today())
                    .SelectMany(turn => turn.InARow(clock.Today().AddDays(IChildDays.Horizon)))
                    .Where(day => day >= monday)
                    .Select(day => (DateOnly?)day)
                    .Min(),
                Apart = await apart.Of(query.ChildId, ct),
                MayKeepApart = viewer.Is(Relation.Headteacher),
                Version = read,
            };
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/children/{childId:guid}/care-turns",
                    (Guid childId, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Get(new GetTurns(childId), ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary("Which home has a child which day")
                .Refuses(404, "not-found");
    }
}
