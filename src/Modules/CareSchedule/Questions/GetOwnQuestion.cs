namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// A guardian sees a question with all children's days: what was answered, and when they would come as usual.
/// </summary>
[NoAccessCheck("Nothing is told but of the reader's own children.")]
internal sealed record GetOwnQuestion(Guid Id) : IQuery<GetOwnQuestion.Answer>
{
    /// <param name="Closing">It is about a day on which the units are closed.</param>
    /// <param name="Children">Those with days that the reader answers, by name.</param>
    public sealed record Answer(
        Guid Id,
        string Name,
        string? Note,
        DateOnly StartsOn,
        DateOnly EndsOn,
        Asks Asks,
        bool Closing,
        IReadOnlyList<AskedChild> Children
    );

    public sealed class Handler(OwnQuestions own) : IQueryHandler<GetOwnQuestion, Answer>
    {
        public async Task<Answer> Handle(GetOwnQuestion query, CancellationToken ct)
        {
            var (question, children) = await own.One(query.Id, ct);
            return new(
                question.Id,
                question.Name,
                question.Note,
                question.StartsOn,
                question.EndsOn,
                question.Asks,
                question.Closing,
                children
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/me/care-questions/{id:guid}",
                    (Guid id, ISender sender, CancellationToken ct) => sender.Send(new GetOwnQuestion(id), ct)
                )
                .Roles(Roles.Guardian, Demand.None)
                .Summary("What I am asked about one holiday, with the days of my children")
                .Refuses(404, "not-found");
    }
}
