using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>
/// A guardian reports a child absent today or the next day it attends, for the whole day or a part of it.
/// </summary>
/// <param name="Day">Today, or a day the child attends at most as many of its days ahead as the setting
/// says.</param>
/// <param name="From">Start of the part; left out it is the start of the child's day.</param>
/// <param name="Until">End of the part, after <paramref name="From"/>; left out it is the end of the child's
/// day.</param>
/// <param name="Reason">ill, medical (a medical or dental visit) or other.</param>
/// <param name="Note">A word to staff, at most 500 characters.</param>
internal sealed record ReportAbsence(
    Guid ChildId,
    DateOnly Day,
    Reason Reason,
    TimeOfDay? From = null,
    TimeOfDay? Until = null,
    string? Note = null
) : ICommand<Guid>
{
    public sealed class Validator : AbstractValidator<ReportAbsence>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.ChildId).NotEmpty();
            RuleFor(x => x.Day).GreaterThanOrEqualTo(_ => clock.Today()).WithMessage(_ => texts["absence.day-past"]);
            RuleFor(x => x.Day)
                .LessThanOrEqualTo(_ => clock.Today().AddDays(AbsenceSettings.FarthestDays))
                .WithMessage(_ => texts["absence.day-too-far"]);
            RuleFor(x => x.Reason).IsInEnum();
            RuleFor(x => x.Until)
                .Must((x, until) => until > x.From)
                .When(x => x is { From: not null, Until: not null })
                .WithMessage(_ => texts["absence.until-before-from"]);
            RuleFor(x => x.Note.TrimmedLinesOrNull())
                .MaximumLength(AbsenceRules.LongestNote)
                .OverridePropertyName(nameof(Note));
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        IChildDays days,
        ISettings settings,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<ReportAbsence, Guid>
    {
        public async Task<Guid> Handle(ReportAbsence command, CancellationToken ct)
        {
            await access.Require(command.ChildId, Relation.Guardian, ct);

            var tomorrow = clock.Today().AddDays(1);
            var ahead = await days.KnownTo(user.PersonId)
                .On([command.ChildId], command.Day < tomorrow ? command.Day : tomorrow, command.Day, ct);
            var day = ahead.SingleOrDefault(one => one.Date == command.Day);
            var part = DayPart.Of(day, command.From, command.Until);
            var most = await settings.Get(AbsenceSettings.DaysAhead, day!.Unit(), ct);
            if (AbsenceRules.WhyNotReport(day!, ahead, most, clock) is { } no)
                throw no;

            var id = Guid.CreateVersion7();
            var stored = await db.Execute(
                """
                insert into absence.absence
                    (id, child_id, day, kind, whole_day, from_time, until_time, reason, note, valid, by_staff,
                     recorded_by, recorded_at)
                select @id, @ChildId, @Day, 'absence', @WholeDay, @From, @Until, @Reason, @Note, true, false, @By, @Now
                where not exists (select from absence.absence
                                  where child_id = @ChildId and day = @Day and (by_staff or whole_day)
                                    and withdrawn_at is null)
                on conflict do nothing
                """,
                new
                {
                    id,
                    command.ChildId,
                    command.Day,
                    part.WholeDay,
                    part.From,
                    part.Until,
                    command.Reason,
                    Note = command.Note.TrimmedLinesOrNull(),
                    By = user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );

            if (stored == 0)
                throw await Overlap.Refused(db, command.ChildId, command.Day, part, ct, takesTheDay: true);

            audit.Changed(
                "absence.report",
                "absence",
                id,
                new { command.ChildId, command.Day },
                onBehalfOf: command.ChildId
            );
            outbox.Publish(AbsenceNotices.Of(AbsenceNotices.Reported, id, command.ChildId, user.PersonId));
            return id;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/absences",
                    async (ReportAbsence command, ISender sender, CancellationToken ct) =>
                    {
                        var id = await sender.Send(command, ct);
                        return TypedResults.Created($"/api/absences/{id}", new Created(id));
                    }
                )
                .Roles(Roles.Guardian, Demand.None)
                .Scope("absence.write")
                .Summary(
                    "Report a child absent",
                    new ReportAbsence(
                        Guid.Empty,
                        new(2026, 11, 24),
                        Reason.Medical,
                        new(10 * 60),
                        new(11 * 60 + 30),
                        "Tandläkaren"
                    )
                )
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "absence/nothing-to-attend",
                    "absence/outside-the-day",
                    "absence/too-far-ahead",
                    "absence/day-is-over",
                    "absence/already-reported",
                    "absence/recorded-by-staff"
                );
    }
}
