using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// A guardian asks for other times on days that he or she cannot change alone: they are locked, or staff have set them.
/// What was asked before for the same day is replaced. It lapses when the first wished time begins.
/// </summary>
/// <param name="UnitId">The unit where the child has its place.</param>
/// <param name="Days">At most 62, each once, with at least one time.</param>
internal sealed record AskForChange(Guid UnitId, IReadOnlyList<CareDay> Days) : ICommand<AskForChange.Asked>
{
    internal Guid ChildId { get; init; }

    /// <param name="Ids">A request for each day, in their order.</param>
    public sealed record Asked(IReadOnlyList<Guid> Ids);

    public sealed class Validator : AbstractValidator<AskForChange>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.UnitId).NotEmpty();
            RuleFor(x => x.Days).Must(CareDay.AreSome).WithMessage(_ => texts["careschedule.fault.days"]);
            RuleForEach(x => x.Days)
                .SetValidator(new CareDay.Validator(clock, texts))
                .ChildRules(day => day.RuleFor(x => x.Times).NotEmpty())
                .When(x => x.Days.Count <= CareDay.Most);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        ScheduleVersion version,
        DayChanges changes,
        HomesApart apart,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<AskForChange, Asked>
    {
        public async Task<Asked> Handle(AskForChange command, CancellationToken ct)
        {
            await access.Require(command.ChildId, Relation.Guardian, ct);
            await version.Lock(command.ChildId, ct);

            var wishes = await changes.Wishes(
                command.ChildId,
                command.UnitId,
                command.Days,
                new CareWriter(user.PersonId, ByStaff: false),
                ct
            );
            var asked = wishes.Select(wish => (Id: Guid.CreateVersion7(), Wish: wish)).ToList();
            await Store(command, asked, ct);

            audit.Changed(
                "careschedule.ask-for-change",
                "child",
                command.ChildId,
                new
                {
                    command.UnitId,
                    Day = wishes.Min(wish => wish.Day),
                    wishes.Count,
                },
                onBehalfOf: command.ChildId
            );
            foreach (var (id, wish) in asked)
            {
                outbox.Publish(RequestNotices.Of(RequestNotices.Asked, id, command.ChildId, user.PersonId));
                // Told only if nobody has answered by then.
                outbox.Publish(
                    await apart.Told(
                        RequestNotices.Of(RequestNotices.Lapsed, id, command.ChildId, by: null),
                        wish.Household,
                        ct
                    ),
                    notBefore: wish.Begins
                );
            }

            return new([.. asked.Select(one => one.Id)]);
        }

        private async Task Store(AskForChange command, List<(Guid Id, Wish Wish)> asked, CancellationToken ct)
        {
            var times = asked.SelectMany(one => one.Wish.Times, (one, time) => (one.Id, Time: time)).ToList();
            await db.Execute(
                """
                update careschedule.request r
                set state = case when r.lapses_at <= @Now then 'lapsed' else 'replaced' end
                from unnest(@Days, @Households) given (day, household)
                where r.child_id = @ChildId and r.unit_id = @UnitId and r.day = given.day
                  and r.household is not distinct from given.household and r.state = 'asked';
                insert into careschedule.request
                    (id, child_id, unit_id, household, day, asked_by, asked_at, lapses_at)
                select id, @ChildId, @UnitId, household, day, @PersonId, @Now, lapses_at
                from unnest(@Ids, @Households, @Days, @Lapses) given (id, household, day, lapses_at);
                insert into careschedule.request_time (request_id, begins, ends, next_day)
                select * from unnest(@TimeIds, @Begins, @Ends, @NextDay)
                """,
                new
                {
                    command.ChildId,
                    command.UnitId,
                    user.PersonId,
                    Now = clock.GetUtcNow(),
                    Ids = asked.Select(one => one.Id).ToArray(),
                    Days = asked.Select(one => one.Wish.Day).ToArray(),
                    Households = asked.Select(one => one.Wish.Household).ToArray(),
                    Lapses = asked.Select(one => one.Wish.Begins).ToArray(),
                    TimeIds = times.Select(one => one.Id).ToArray(),
                    Begins = times.Select(one => one.Time.StoredFrom).ToArray(),
                    Ends = times.Select(one => one.Time.StoredUntil).ToArray(),
                    NextDay = times.Select(one => one.Time.NextDay).ToArray(),
                },
                ct
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/children/{childId:guid}/care-requests",
                    async (Guid childId, AskForChange command, ISender sender, CancellationToken ct) =>
                        TypedResults.Created((string?)null, await sender.Send(command with { ChildId = childId }, ct))
                )
                .Roles(Roles.Guardian, Demand.None)
                .Summary(
                    "Ask the staff for other times on days that are locked",
                    new AskForChange(Guid.Empty, [new(new(2026, 12, 7), [new(new(6 * 60 + 30), new(16 * 60))])])
                )
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "careschedule/not-locked",
                    "careschedule/others-place",
                    "careschedule/others-day",
                    "careschedule/not-asked-yet"
                );
    }
}
