using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>A child's days of a question, for its own staff who answer in the guardians' place.</summary>
internal sealed record GetAnswers(Guid ChildId, Guid Id) : IQuery<GetAnswers.Answer>
{
    /// <param name="Name">The question's.</param>
    public sealed record Answer(Guid Id, string Name, Asks Asks, AskedChild Child);

    public sealed class Handler(
        IChildAccess access,
        AskedDays asked,
        CareFacts facts,
        IKnownChildren children,
        CurrentUser user
    ) : IQueryHandler<GetAnswers, Answer>
    {
        public async Task<Answer> Handle(GetAnswers query, CancellationToken ct)
        {
            await access.Require(query.ChildId, Relation.Close, ct);

            var question = await asked.Question(query.Id, ct) ?? throw Refusal.NotFound("question");
            var child = (await facts.Of([query.ChildId], question.StartsOn, question.EndsOn, ct))[query.ChildId];
            var viewed = new ChildPerson(query.ChildId, user.PersonId);
            var days = AskedChild.Of(child, question, (await children.Of([viewed], ct))[viewed].Name, writer: null);
            return days.Days is []
                ? throw Refusal.NotFound("question")
                : new(question.Id, question.Name, question.Asks, days);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/children/{childId:guid}/care-questions/{id:guid}",
                    (Guid childId, Guid id, ISender sender, CancellationToken ct) =>
                        sender.Send(new GetAnswers(childId, id), ct)
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("What was answered of a child's days in a holiday")
                .Refuses(404, "not-found");
    }
}
