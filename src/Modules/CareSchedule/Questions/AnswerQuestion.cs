using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// A guardian says of children on which days of a question they need care, of all days at once or of single ones; staff
/// say it in the guardians' place, who are told. All of it or nothing.
/// </summary>
/// <param name="Children">One to twenty, each once.</param>
internal sealed record AnswerQuestion(IReadOnlyList<AnswerQuestion.OfChild> Children) : ICommand<AnswerQuestion.Answer>
{
    internal Guid Id { get; init; }

    /// <param name="All">What is said of all days that can be answered and are not among <paramref name="Days"/>;
    /// nothing when left out.</param>
    /// <param name="Days">At most 100.</param>
    public sealed record OfChild(Guid ChildId, DayCare? All = null, IReadOnlyList<OfDay>? Days = null);

    /// <param name="Times">One to three when the child comes at times of its own; none otherwise.</param>
    /// <param name="UnitId">Which of the child's places, when it has several.</param>
    /// <param name="Household">The guardian in whose place staff write, when the child has two places there.</param>
    public sealed record OfDay(
        DateOnly Date,
        DayCare Care,
        IReadOnlyList<CareTime>? Times = null,
        Guid? UnitId = null,
        Guid? Household = null
    );

    public sealed record Answer(IReadOnlyList<LeftOfChild> Children);

    /// <param name="Answered">How many days were answered now.</param>
    /// <param name="Left">How many days nobody has answered that still can be.</param>
    public sealed record LeftOfChild(Guid ChildId, int Answered, int Left);

    public sealed class Validator : AbstractValidator<AnswerQuestion>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.Children)
                .Must(children =>
                    children.Count is > 0 and <= 20
                    && children.DistinctBy(child => child.ChildId).Count() == children.Count
                )
                .WithMessage(_ => texts["careschedule.question.fault.children"]);
            RuleForEach(x => x.Children)
                .ChildRules(child =>
                {
                    child
                        .RuleFor(x => x.All)
                        .Must(all => all is null or DayCare.None or DayCare.Usual)
                        .WithMessage(_ => texts["careschedule.question.fault.all"]);
                    child
                        .RuleFor(x => x.Days)
                        .Must(days =>
                            days is null
                            || (
                                days.Count <= 100
                                && days.DistinctBy(day => (day.Date, day.UnitId, day.Household)).Count() == days.Count
                            )
                        )
                        .WithMessage(_ => texts["careschedule.question.fault.days"]);
                    child
                        .RuleForEach(x => x.Days)
                        .ChildRules(day =>
                        {
                            day.RuleFor(x => x.Care).IsInEnum();
                            day.RuleFor(x => x.Times)
                                .Must((one, times) => one.Care == DayCare.Times == times is { Count: > 0 and <= 50 })
                                .WithMessage(_ => texts["careschedule.question.fault.times"]);
                        });
                });
        }
    }

    public sealed class Handler(
        IChildAccess access,
        AskedDays asked,
        CareFacts facts,
        ScheduleVersion version,
        DayAnswers answers,
        CurrentUser user,
        Outbox outbox,
        Audit audit
    ) : ICommandHandler<AnswerQuestion, Answer>
    {
        public async Task<Answer> Handle(AnswerQuestion command, CancellationToken ct)
        {
            var writers = new Dictionary<Guid, CareWriter>();
            foreach (var child in command.Children)
                writers[child.ChildId] = CareWriter.Of(await access.Require(child.ChildId, CareWriter.Who, ct), user);
            var question = await asked.Question(command.Id, ct) ?? throw Refusal.NotFound("question");
            // In one order, so that two who answer for the same children do not wait for each other.
            foreach (var child in writers.Keys.Order())
                await version.Lock(child, ct);

            // A week is looked at as a whole, and the night after its last day.
            var children = await facts.Of(
                writers.Keys,
                Pattern.Monday(question.StartsOn),
                Pattern.Monday(question.EndsOn).AddDays(14),
                ct
            );
            var wanted = await answers.Look(question, command.Children, children, writers, ct);
            await answers.Store(wanted, writers, ct);
            List<LeftOfChild> left = [];
            foreach (var child in command.Children)
            {
                var own = wanted.Where(one => one.ChildId == child.ChildId).ToList();
                if (own is [var first, ..])
                {
                    await version.ChangeDays(child.ChildId, own.Select(one => one.Day), ct);
                    audit.Changed(
                        "careschedule.answer-question",
                        "child",
                        child.ChildId,
                        new
                        {
                            first.UnitId,
                            first.Day,
                            own.Count,
                        },
                        onBehalfOf: child.ChildId
                    );
                    if (writers[child.ChildId].ByStaff)
                        outbox.Publish(
                            QuestionNotices.Of(QuestionNotices.Answered, first.Id, child.ChildId, user.PersonId)
                        );
                }

                var done = own.Select(one => (one.Day, one.UnitId, one.Household)).ToHashSet();
                left.Add(
                    new(
                        child.ChildId,
                        own.Count,
                        AskedDays
                            .Of(children[child.ChildId], question)
                            .Count(care =>
                                writers[child.ChildId].Writes(children[child.ChildId], care.Placement)
                                && AskedDays.IsLeft(care)
                                && !done.Contains((care.Placement.Day, care.Placement.UnitId, care.Household))
                            )
                    )
                );
            }

            return new(left);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/care-questions/{id:guid}/answers",
                    (Guid id, AnswerQuestion command, ISender sender, CancellationToken ct) =>
                        sender.Send(command with { Id = id }, ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary(
                    "Say on which days of a question children need care",
                    new AnswerQuestion([
                        new(
                            Guid.Empty,
                            DayCare.None,
                            [
                                new(new(2027, 7, 12), DayCare.Usual),
                                new(new(2027, 7, 13), DayCare.Times, [new(new(8 * 60), new(15 * 60))]),
                            ]
                        ),
                    ])
                )
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "careschedule/not-asked-yet",
                    "careschedule/question-closed",
                    "careschedule/set-by-staff"
                );
    }
}
