using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// Who leads all of a question's units changes its days. What was answered stays; days that are added are unanswered,
/// and guardians are told of them.
/// </summary>
/// <param name="EndsOn">At most 100 days in all; of a closing day the same day.</param>
/// <param name="OpensOn">From when guardians answer; it stays as it is once they do.</param>
/// <param name="LastDay">On which they answer last: as it was, or tomorrow at the earliest.</param>
internal sealed record ChangeQuestion(
    string Name,
    DateOnly StartsOn,
    DateOnly EndsOn,
    DateOnly OpensOn,
    DateOnly LastDay,
    ForUnanswered ForUnanswered,
    string? Note = null
) : ICommand<int>
{
    internal Guid Id { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<ChangeQuestion>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Name).NotEmpty().MaximumLength(80);
            RuleFor(x => x.Note).MaximumLength(500);
            RuleFor(x => x.StartsOn).Begins(clock, texts);
            RuleFor(x => x.EndsOn).Ends(x => x.StartsOn, clock, texts);
            RuleFor(x => x.LastDay).IsLast(x => x.OpensOn, x => x.StartsOn, texts);
            RuleFor(x => x.ForUnanswered).IsInEnum();
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        QuestionAccess access,
        Outbox outbox,
        Audit audit,
        Texts texts,
        TimeProvider clock
    ) : ICommandHandler<ChangeQuestion, int>
    {
        public async Task<int> Handle(ChangeQuestion command, CancellationToken ct)
        {
            var before = await access.Leading(command.Id, command.ExpectedVersion, ct);
            WhatIsWrong(command, before);

            var version = await db.One<int>(
                """
                update careschedule.question
                set name = @Name, note = @Note, starts_on = @StartsOn, ends_on = @EndsOn, opens_on = @OpensOn,
                    last_day = @LastDay, for_unanswered = @ForUnanswered, version = version + 1
                where id = @Id
                returning version
                """,
                new
                {
                    command.Id,
                    Name = command.Name.Trim(),
                    Note = command.Note.TrimmedOrNull(),
                    command.StartsOn,
                    command.EndsOn,
                    command.OpensOn,
                    command.LastDay,
                    command.ForUnanswered,
                },
                ct
            );

            audit.Changed(
                "careschedule.change-question",
                "question",
                command.Id,
                new { command.StartsOn, command.LastDay }
            );
            // Whoever has answered all days hears nothing.
            if (
                command.StartsOn < before.StartsOn
                || command.EndsOn > before.EndsOn
                || command.OpensOn != before.OpensOn
                || command.LastDay > before.LastDay
            )
                outbox.Publish(
                    new QuestionOpened(command.Id),
                    notBefore: command.OpensOn > clock.Today() ? SchoolTime.Midnight(command.OpensOn) : null
                );
            return version;
        }

        private void WhatIsWrong(ChangeQuestion command, Question before)
        {
            var today = clock.Today();
            if (before.Closing && command.EndsOn != command.StartsOn)
                throw Invalid(nameof(EndsOn), texts["careschedule.question.fault.one-day"]);
            if (command.OpensOn != before.OpensOn && (before.OpensOn <= today || command.OpensOn < today))
                throw Invalid(nameof(OpensOn), texts["careschedule.question.fault.opens"]);
            // Days that are added can be answered.
            var adds = command.StartsOn < before.StartsOn || command.EndsOn > before.EndsOn;
            if ((adds || command.LastDay != before.LastDay) && command.LastDay <= today)
                throw Invalid(nameof(LastDay), texts["careschedule.question.fault.tomorrow"]);
        }

        private static ValidationException Invalid(string field, string message) =>
            new([new(field, message) { ErrorCode = "question-days" }]);
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/care-questions/{id:guid}",
                    (Guid id, ChangeQuestion command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { Id = id, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary(
                    "Change the days of a question; those that are added are unanswered",
                    new ChangeQuestion(
                        "Sommar",
                        new(2027, 7, 12),
                        new(2027, 8, 13),
                        new(2027, 3, 1),
                        new(2027, 4, 30),
                        ForUnanswered.Unknown
                    )
                )
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
