using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// A guardian or the staff say who brings and who fetches a child on a day, and what there is to know. It may be said
/// until the day in care is over, also when its times are locked. What is left out is said no more.
/// </summary>
/// <param name="Brings">As staff know the person, at most 80 characters.</param>
/// <param name="Fetches">As staff know the person, at most 80 characters.</param>
/// <param name="Note">At most 300 characters.</param>
internal sealed record SayWhoComes(string? Brings = null, string? Fetches = null, string? Note = null) : ICommand<int>
{
    internal Guid ChildId { get; init; }
    internal DateOnly Day { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<SayWhoComes>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Brings).MaximumLength(80);
            RuleFor(x => x.Fetches).MaximumLength(80);
            RuleFor(x => x.Note).MaximumLength(300);
            RuleFor(x => x.Day).NotTooFar(clock, texts);
            RuleFor(x => x.Day).NotTooLongAgo(clock, texts);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        ScheduleVersion version,
        CareFacts facts,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<SayWhoComes, int>
    {
        public async Task<int> Handle(SayWhoComes command, CancellationToken ct)
        {
            var writer = CareWriter.Of(await access.Require(command.ChildId, CareWriter.Who, ct), user);
            await version.Lock(command.ChildId, [command.Day], command.ExpectedVersion, ct);
            var child = (await facts.Of([command.ChildId], command.Day, command.Day, ct))[command.ChildId];
            if (!writer.ByStaff && child.Owner(command.Day) is { } owner && owner != user.PersonId)
                throw Refusal.Conflict("careschedule/others-day", ("household", owner));
            if (CareLocks.WhyNotSayWho(DayPlan.Of(child, command.Day), clock) is { } no)
                throw no;

            var (brings, fetches, note) = (
                command.Brings.TrimmedOrNull(),
                command.Fetches.TrimmedOrNull(),
                command.Note.TrimmedOrNull()
            );
            // What nobody has said is not taken back. Each time it is another row: staff are told of each.
            var id = await db.Value<Guid?>(
                """
                insert into careschedule.people_of_day
                    (id, child_id, day, brings, fetches, note, by_staff, changed_by, changed_at)
                select @id, @ChildId, @Day, @brings, @fetches, @note, @ByStaff, @PersonId, @Now
                where num_nonnulls(@brings::text, @fetches::text, @note::text) > 0
                   or exists (select from careschedule.people_of_day
                              where child_id = @ChildId and day = @Day and num_nonnulls(brings, fetches, note) > 0)
                on conflict (child_id, day) do update
                set id = excluded.id, brings = excluded.brings, fetches = excluded.fetches, note = excluded.note,
                    by_staff = excluded.by_staff, changed_by = excluded.changed_by, changed_at = excluded.changed_at
                returning id
                """,
                new
                {
                    id = Guid.CreateVersion7(),
                    command.ChildId,
                    command.Day,
                    brings,
                    fetches,
                    note,
                    writer.ByStaff,
                    writer.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
            audit.Changed(
                "careschedule.say-who-comes",
                "child",
                command.ChildId,
                new { command.Day },
                onBehalfOf: command.ChildId
            );
            // What is said beforehand stands in the staff's lists; a night of yesterday may not be over.
            if (id is { } about && !writer.ByStaff && command.Day <= clock.Today())
                outbox.Publish(PeopleNotices.Of(about, command.ChildId, user.PersonId));
            return await version.ChangeDays(command.ChildId, [command.Day], ct);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/children/{childId:guid}/care-days/{day}/people",
                    (
                        Guid childId,
                        DateOnly day,
                        SayWhoComes command,
                        VersionedRequest versioned,
                        CancellationToken ct
                    ) =>
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
                .Summary("Say who brings and who fetches a child on a day", new SayWhoComes(Fetches: "Mormor Gun"))
                .Refuses(404, "not-found")
                .Refuses(409, "careschedule/nothing-that-day", "careschedule/day-is-over", "careschedule/others-day")
                .Refuses(412, "stale");
    }
}
