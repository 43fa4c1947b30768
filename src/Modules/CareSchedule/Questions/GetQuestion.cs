using System.Globalization;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// Staff see what was answered about the children of a unit whom they may see, by child and day, and the sum of each
/// day.
/// </summary>
internal sealed record GetQuestion(Guid UnitId, Guid Id) : IQuery<GetQuestion.Answer>
{
    public sealed record Answer
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required string? Note { get; init; }
        public required DateOnly StartsOn { get; init; }
        public required DateOnly EndsOn { get; init; }
        public required DateOnly OpensOn { get; init; }
        public required DateOnly LastDay { get; init; }
        public required Asks Asks { get; init; }
        public required ForUnanswered ForUnanswered { get; init; }
        public required bool Closing { get; init; }
        public required int Version { get; init; }

        /// <summary>The reader leads the unit.</summary>
        public required bool Leads { get; init; }

        /// <summary>How many children are answered for on all of their days.</summary>
        public required int Answered { get; init; }

        /// <summary>Those that are asked about, by group and name.</summary>
        public required IReadOnlyList<Item> Children { get; init; }

        /// <summary>Those on which a child is asked about, in order.</summary>
        public required IReadOnlyList<Sum> Days { get; init; }
    }

    /// <param name="Child">By full name.</param>
    /// <param name="Group">Null in none; and of a protected identity.</param>
    /// <param name="Unanswered">How many days nobody has answered.</param>
    public sealed record Item(
        Guid ChildId,
        string Child,
        bool Protected,
        string? Group,
        int Unanswered,
        IReadOnlyList<AskedChild.OneDay> Days
    );

    /// <param name="Need">How many children need care.</param>
    /// <param name="None">How many do not.</param>
    /// <param name="Unanswered">Of how many nobody has answered.</param>
    /// <param name="NeedPlace">How many need care while the unit is closed, and have no other place.</param>
    public sealed record Sum(DateOnly Date, int Need, int None, int Unanswered, int NeedPlace);

    public sealed class Handler(IUnitAccess access, AskedDays asked, AskedUnit unit)
        : IQueryHandler<GetQuestion, Answer>
    {
        public async Task<Answer> Handle(GetQuestion query, CancellationToken ct)
        {
            var leads = await access.RequireStaff(query.UnitId, ct);

            var question = await asked.Question(query.Id, ct);
            if (question?.Units.Contains(query.UnitId) is not true)
                throw Refusal.NotFound("question");
            var children = await unit.Of(query.UnitId, question, ct);
            return new()
            {
                Id = question.Id,
                Name = question.Name,
                Note = question.Note,
                StartsOn = question.StartsOn,
                EndsOn = question.EndsOn,
                OpensOn = question.OpensOn,
                LastDay = question.LastDay,
                Asks = question.Asks,
                ForUnanswered = question.ForUnanswered,
                Closing = question.Closing,
                Version = question.Version,
                Leads = leads,
                Answered = children.Count(child => child.Unanswered == 0),
                Children = children,
                Days =
                [
                    .. from child in children
                    from day in child.Days
                    group day by day.Date into ofDay
                    orderby ofDay.Key
                    select new Sum(
                        ofDay.Key,
                        ofDay.Count(day => day.Care is DayCare.Usual or DayCare.Times),
                        ofDay.Count(day => day.Care == DayCare.None),
                        ofDay.Count(day => day.Care is null),
                        ofDay.Count(day => day.NeedsPlace)
                    ),
                ],
            };
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app)
        {
            app.MapGet(
                    "/units/{unitId:guid}/care-questions/{id:guid}",
                    (Guid unitId, Guid id, ISender sender, CancellationToken ct) =>
                        sender.Send(new GetQuestion(unitId, id), ct)
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("What was answered about the children of a unit, by child and day")
                .Refuses(404, "not-found");

            app.MapGet(
                    "/units/{unitId:guid}/care-questions/{id:guid}/answers.csv",
                    async (Guid unitId, Guid id, ISender sender, HttpResponse response, CancellationToken ct) =>
                    {
                        var answer = await sender.Send(new GetQuestion(unitId, id), ct);
                        await using var csv = response.CsvFile($"answers-{answer.StartsOn:yyyy-MM-dd}");
                        await csv.WriteLineAsync("child,group,date,answer,times,by_staff,needs_place");
                        foreach (var child in answer.Children)
                        foreach (var day in child.Days)
                            await csv.WriteLineAsync(Line(child, day));
                    }
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("The same as a CSV file")
                .Refuses(404, "not-found");
        }

        private static string Line(Item child, AskedChild.OneDay day) =>
            CsvText.Line(
                child.Child,
                child.Group,
                day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                day.Care?.Stored(),
                string.Join(' ', day.Times.Select(time => $"{time.From}-{time.Until}")),
                day.ByStaff ? "yes" : null,
                day.NeedsPlace ? "yes" : null
            );
    }
}
