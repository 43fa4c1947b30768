namespace Kapprum.CareSchedule.Questions;

/// <summary>A guardian sees what is asked about the own children, the first days first.</summary>
internal sealed record ListOwnQuestions : IQuery<ListOwnQuestions.Answer>
{
    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="OpensOn">From when it can be answered.</param>
    /// <param name="LastDay">On which it can be answered last.</param>
    /// <param name="Left">How many days nobody has answered that still can be, of all children together.</param>
    public sealed record Item(
        Guid Id,
        string Name,
        DateOnly StartsOn,
        DateOnly EndsOn,
        DateOnly OpensOn,
        DateOnly LastDay,
        int Left
    );

    public sealed class Handler(OwnQuestions own) : IQueryHandler<ListOwnQuestions, Answer>
    {
        public async Task<Answer> Handle(ListOwnQuestions query, CancellationToken ct) =>
            new([
                .. from one in await own.All(ct)
                let days = one.Children.SelectMany(child => child.Days).ToList()
                select new Item(
                    one.Question.Id,
                    one.Question.Name,
                    one.Question.StartsOn,
                    one.Question.EndsOn,
                    days.Min(day => day.OpensOn),
                    days.Max(day => day.LastDay),
                    one.Children.Sum(child => child.Left)
                ),
            ]);
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/me/care-questions",
                    (ISender sender, CancellationToken ct) => sender.Send(new ListOwnQuestions(), ct)
                )
                .Roles(Roles.Guardian, Demand.None)
                .Summary("What I am asked about holidays and closing days of my children");
    }
}
