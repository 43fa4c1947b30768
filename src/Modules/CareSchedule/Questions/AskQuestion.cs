using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// Who leads units asks the guardians of their children on which days of a holiday, or on a day on which the units are
/// closed, they need care. They are told when they can answer.
/// </summary>
internal sealed record AskQuestion : ICommand<AskQuestion.Asked>
{
    /// <summary>As people call the days: "Sommar"; at most 80 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What there is to know, at most 500 characters.</summary>
    public string? Note { get; init; }

    /// <summary>At most 200, each once.</summary>
    public required IReadOnlyList<Guid> Units { get; init; }

    /// <summary>Tomorrow at the earliest.</summary>
    public required DateOnly StartsOn { get; init; }

    /// <summary>The last day, at most 100 days in all; the first when left out.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>From when guardians answer; today when left out.</summary>
    public DateOnly? OpensOn { get; init; }

    /// <summary>
    /// On which they answer last, before the first day. About a closing day it is three weeks before when left out, and
    /// three days from today at the earliest.
    /// </summary>
    public DateOnly? LastDay { get; init; }
    public Asks Asks { get; init; } = Asks.Times;

    /// <summary>What a day counts as that nobody has answered by then.</summary>
    public ForUnanswered ForUnanswered { get; init; }

    /// <summary>It is about one day on which the units are closed.</summary>
    public bool Closing { get; init; }

    public sealed record Asked(Guid Id, DateOnly LastDay);

    private DateOnly Ends => EndsOn ?? StartsOn;

    public sealed class Validator : AbstractValidator<AskQuestion>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Name).NotEmpty().MaximumLength(80);
            RuleFor(x => x.Note).MaximumLength(500);
            RuleFor(x => x.Units)
                .Must(units => units.Count is > 0 and <= 200 && units.Distinct().Count() == units.Count)
                .WithMessage(_ => texts["careschedule.question.fault.units"]);
            RuleFor(x => x.StartsOn).Begins(clock, texts);
            RuleFor(x => x.Ends).Ends(x => x.StartsOn, clock, texts).OverridePropertyName(nameof(EndsOn));
            RuleFor(x => x.EndsOn)
                .Must((x, _) => x.Ends == x.StartsOn)
                .When(x => x.Closing)
                .WithMessage(_ => texts["careschedule.question.fault.one-day"]);
            RuleFor(x => x.OpensOn)
                .GreaterThanOrEqualTo(_ => clock.Today())
                .WithMessage(_ => texts["careschedule.question.fault.opens"]);
            RuleFor(x => x.LastDay)
                .NotNull()
                .When(x => !x.Closing)
                .WithMessage(_ => texts["careschedule.question.fault.last-day"]);
            RuleFor(x => x.LastDay!.Value)
                .IsLast(x => x.OpensOn ?? clock.Today(), x => x.StartsOn, texts)
                .OverridePropertyName(nameof(LastDay))
                .When(x => x.LastDay is not null);
            RuleFor(x => x.LastDay)
                .GreaterThanOrEqualTo(_ => clock.Today().AddDays(QuestionRules.DaysToAnswer))
                .When(x => x.Closing)
                .WithMessage(_ =>
                    texts["careschedule.question.fault.time-to-answer", ("count", QuestionRules.DaysToAnswer)]
                );
            RuleFor(x => x.StartsOn)
                .GreaterThan(_ => clock.Today().AddDays(QuestionRules.DaysToAnswer))
                .When(x => x.Closing)
                .WithMessage(_ =>
                    texts["careschedule.question.fault.time-to-answer", ("count", QuestionRules.DaysToAnswer)]
                );
            RuleFor(x => x.Asks).IsInEnum();
            RuleFor(x => x.ForUnanswered).IsInEnum();
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IUnitAccess access,
        ISettings settings,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        Texts texts,
        TimeProvider clock
    ) : ICommandHandler<AskQuestion, Asked>
    {
        public async Task<Asked> Handle(AskQuestion command, CancellationToken ct)
        {
            foreach (var unit in command.Units)
                await access.RequireLed(unit, ct);

            var today = clock.Today();
            var (id, opens) = (Guid.CreateVersion7(), command.OpensOn ?? today);
            var last = command.LastDay ?? await LastDay(command.StartsOn, opens > today ? opens : today, ct);
            if (last >= command.StartsOn)
                throw new ValidationException([
                    new(
                        nameof(OpensOn),
                        texts["careschedule.question.fault.time-to-answer", ("count", QuestionRules.DaysToAnswer)]
                    )
                    {
                        ErrorCode = "question-days",
                    },
                ]);
            await db.Execute(
                """
                insert into careschedule.question
                    (id, name, note, starts_on, ends_on, opens_on, last_day, asks, for_unanswered, closing, asked_by,
                     asked_at)
                values (@id, @Name, @Note, @StartsOn, @Ends, @opens, @last, @Asks, @ForUnanswered, @Closing, @PersonId,
                        @Now);
                insert into careschedule.question_unit (question_id, unit_id)
                select @id, unit_id from unnest(@Units) unit_id
                """,
                new
                {
                    id,
                    Name = command.Name.Trim(),
                    Note = command.Note.TrimmedOrNull(),
                    command.StartsOn,
                    command.Ends,
                    opens,
                    last,
                    command.Asks,
                    command.ForUnanswered,
                    command.Closing,
                    user.PersonId,
                    Now = clock.GetUtcNow(),
                    Units = command.Units.ToArray(),
                },
                ct
            );

            audit.Changed("careschedule.ask-question", "question", id, new { command.StartsOn, LastDay = last });
            outbox.Publish(new QuestionOpened(id), notBefore: opens > today ? SchoolTime.Midnight(opens) : null);
            return new(id, last);
        }

        private async Task<DateOnly> LastDay(DateOnly closingDay, DateOnly opens, CancellationToken ct) =>
            QuestionRules.LastDay(closingDay, opens, await settings.Get(QuestionSettings.ClosingDays, ct));
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/care-questions",
                    async (AskQuestion command, ISender sender, CancellationToken ct) =>
                        TypedResults.Created((string?)null, await sender.Send(command, ct))
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary(
                    "Ask guardians on which days of a holiday, or on a closing day, they need care",
                    new AskQuestion
                    {
                        Name = "Sommar",
                        Units = [Guid.Empty],
                        StartsOn = new(2027, 7, 12),
                        EndsOn = new(2027, 8, 6),
                        OpensOn = new(2027, 3, 1),
                        LastDay = new(2027, 4, 27),
                    }
                )
                .Refuses(404, "not-found");
    }
}
