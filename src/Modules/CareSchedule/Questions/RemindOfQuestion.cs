using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// Staff tell the guardians once more who have days left to answer, of the children whom they may see.
/// </summary>
internal sealed record RemindOfQuestion(Guid UnitId, Guid Id) : ICommand<RemindOfQuestion.Told>
{
    /// <param name="Guardians">How many are told.</param>
    public sealed record Told(int Guardians);

    public sealed class Handler(
        IUnitAccess access,
        AskedDays asked,
        AskedUnit unit,
        UnansweredDays unanswered,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<RemindOfQuestion, Told>
    {
        public async Task<Told> Handle(RemindOfQuestion command, CancellationToken ct)
        {
            await access.RequireStaff(command.UnitId, ct);

            var question = await asked.Question(command.Id, ct);
            if (question?.Units.Contains(command.UnitId) is not true)
                throw Refusal.NotFound("question");
            var children = await unit.Of(command.UnitId, question, ct);
            Guid[] people =
            [
                .. (
                    await unanswered.Of(
                        question,
                        children.Where(child => child.Unanswered > 0).Select(child => child.ChildId),
                        clock.Today(),
                        ct
                    )
                )
                    .Select(one => one.PersonId)
                    .Distinct(),
            ];
            if (people is not [])
                outbox.Publish(QuestionNotices.To(people, question.Id));
            audit.Changed("careschedule.remind-of-question", "question", question.Id, new { Count = people.Length });
            return new(people.Length);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/units/{unitId:guid}/care-questions/{id:guid}/reminders",
                    (Guid unitId, Guid id, ISender sender, CancellationToken ct) =>
                        sender.Send(new RemindOfQuestion(unitId, id), ct)
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("Remind the guardians who have days left to answer")
                .Refuses(404, "not-found");
    }
}
