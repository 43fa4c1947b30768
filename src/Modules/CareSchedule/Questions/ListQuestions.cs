using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>Staff see what guardians of their units are asked before holidays, the latest days first.</summary>
internal sealed record ListQuestions : IQuery<ListQuestions.Answer>
{
    public sealed record Answer(IReadOnlyList<Item> Items);

    public sealed record Item
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

        /// <summary>Those of its units at which the reader works, by name.</summary>
        public required IReadOnlyList<UnitName> Units { get; init; }

        /// <summary>How many other units it is about.</summary>
        public required int OtherUnits { get; init; }
    }

    public sealed class Handler(IUnitAccess access, AskedDays asked) : IQueryHandler<ListQuestions, Answer>
    {
        public async Task<Answer> Handle(ListQuestions query, CancellationToken ct)
        {
            var own = await access.OfStaff(ct);
            var questions = await asked.OfUnits([.. own.Select(unit => unit.Id)], ct);
            return new([
                .. from question in questions
                let units = own.Where(unit => question.Units.Contains(unit.Id)).ToList()
                select new Item
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
                    Units = units,
                    OtherUnits = question.Units.Length - units.Count,
                },
            ]);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/care-questions",
                    (ISender sender, CancellationToken ct) => sender.Send(new ListQuestions(), ct)
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("What guardians of my units are asked before holidays");
    }
}
