using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// A guardian or the staff copy a child's week, as it is with all that was changed, to other weeks and to siblings.
/// Days that cannot have it are left as they are, and named. Who comes is copied only when asked for.
/// </summary>
/// <param name="Weeks">A day of each week, one to twelve weeks.</param>
/// <param name="Children">To whom, at most ten; the child itself when left out.</param>
/// <param name="WithPeople">Who brings and fetches and the notes are copied as well.</param>
internal sealed record CopyWeek(
    IReadOnlyList<DateOnly> Weeks,
    IReadOnlyList<Guid>? Children = null,
    bool WithPeople = false
) : ICommand<CopyWeek.Answer>
{
    internal Guid ChildId { get; init; }
    internal DateOnly Day { get; init; }

    public sealed record Answer(IReadOnlyList<OneChild> Children);

    /// <param name="Copied">The days that are now as in the week that was copied; those that were already among
    /// them.</param>
    public sealed record OneChild(Guid ChildId, IReadOnlyList<DateOnly> Copied, IReadOnlyList<SkippedDay> Skipped);

    public sealed class Validator : AbstractValidator<CopyWeek>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Weeks)
                .Must(weeks => weeks.Count is > 0 and <= 12 && weeks.DistinctBy(Pattern.Monday).Count() == weeks.Count)
                .WithMessage(_ => texts["careschedule.fault.weeks"]);
            RuleForEach(x => x.Weeks).NotTooFar(clock, texts, IChildDays.Horizon - 7);
            RuleForEach(x => x.Weeks)
                .GreaterThanOrEqualTo(_ => Pattern.Monday(clock.Today()))
                .WithMessage(_ => texts["careschedule.fault.week-over"]);
            RuleFor(x => x.Children)
                .Must(children =>
                    children is null
                    || (children.Count is > 0 and <= 10 && children.Distinct().Count() == children.Count)
                )
                .WithMessage(_ => texts["careschedule.fault.children"]);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        ScheduleVersion version,
        CareFacts facts,
        DayChanges changes,
        HomesApart apart,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<CopyWeek, Answer>
    {
        public async Task<Answer> Handle(CopyWeek command, CancellationToken ct)
        {
            var reader = CareWriter.Of(await access.Require(command.ChildId, CareWriter.Who, ct), user);
            var own = !reader.ByStaff && await apart.Of(command.ChildId, ct);
            var monday = Pattern.Monday(command.Day);
            var source = (await facts.Of([command.ChildId], monday, monday.AddDays(6), ct))[command.ChildId];
            // What nobody has said is not copied, nor what is closed, nor what the reader does not see.
            var lived = Enumerable
                .Range(0, 7)
                .Select(after => DayPlan.Of(source, monday.AddDays(after)))
                .Select(day =>
                    day.Care.FirstOrDefault(care =>
                        care.State is CareState.Times or CareState.Off
                        && (!own || reader.Writes(source, care.Placement))
                    )?.Times
                )
                .ToList();

            List<OneChild> copied = [];
            // In one order, so that two who copy to the same children do not wait for each other.
            foreach (var child in (command.Children ?? [command.ChildId]).Order())
            {
                var writer = CareWriter.Of(await access.Require(child, CareWriter.Who, ct), user);
                await version.Lock(child, ct);
                copied.Add(await To(child, command, monday, lived, writer, ct));
            }

            return new(copied);
        }

        private async Task<OneChild> To(
            Guid child,
            CopyWeek command,
            DateOnly monday,
            List<IReadOnlyList<CareTime>?> lived,
            CareWriter writer,
            CancellationToken ct
        )
        {
            List<CareDay> days =
            [
                .. from week in command.Weeks.Select(Pattern.Monday).Order()
                from after in Enumerable.Range(0, 7)
                where lived[after] is not null && week.AddDays(after) >= clock.Today()
                select new CareDay(week.AddDays(after), lived[after]!),
            ];
            var (done, first, skipped) = await changes.Copy(child, days, writer, ct);
            if (command.WithPeople)
                await People(
                    command.ChildId,
                    child,
                    monday,
                    [.. lived.Index().Where(day => day.Item is not null).Select(day => monday.AddDays(day.Index))],
                    done,
                    writer,
                    ct
                );
            if (done is not [])
            {
                await version.ChangeDays(child, done, ct);
                audit.Changed(
                    "careschedule.copy-week",
                    "child",
                    child,
                    new { Day = done.Min(), done.Count },
                    onBehalfOf: child
                );
                if (writer.ByStaff)
                    foreach (var notice in await apart.Told(CareNotices.Of(first, child, user.PersonId), ct))
                        outbox.Publish(notice);
            }

            return new(child, done, skipped);
        }

        private Task People(
            Guid from,
            Guid to,
            DateOnly monday,
            DateOnly[] lived,
            IReadOnlyList<DateOnly> days,
            CareWriter writer,
            CancellationToken ct
        ) =>
            db.Execute(
                """
                insert into careschedule.people_of_day
                    (id, child_id, day, brings, fetches, note, by_staff, changed_by, changed_at)
                select gen_random_uuid(), @to, given.day, p.brings, p.fetches, p.note, @ByStaff, @PersonId, @Now
                from unnest(@Days) given (day)
                join careschedule.people_of_day p
                     on p.child_id = @from and p.day = @monday + (given.day - @monday) % 7 and p.day = any(@Lived)
                on conflict (child_id, day) do update
                set brings = excluded.brings, fetches = excluded.fetches, note = excluded.note,
                    by_staff = excluded.by_staff, changed_by = excluded.changed_by, changed_at = excluded.changed_at
                """,
                new
                {
                    from,
                    to,
                    monday,
                    Days = days.Where(day => day > monday.AddDays(6)).ToArray(),
                    Lived = lived,
                    writer.ByStaff,
                    writer.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/children/{childId:guid}/care-weeks/{day}/copies",
                    (Guid childId, DateOnly day, CopyWeek command, ISender sender, CancellationToken ct) =>
                        sender.Send(command with { ChildId = childId, Day = day }, ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary(
                    "Copy a week to other weeks and to siblings; what cannot have it is named",
                    new CopyWeek([new(2026, 12, 7), new(2026, 12, 14)])
                )
                .Refuses(404, "not-found")
                .Refuses(409, "careschedule/others-place", "careschedule/others-day");
    }
}
