using System.Text.Json.Serialization;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;
using Kapprum.Contracts.Start;
using Kapprum.Web.Layout;

namespace Kapprum.Start;

/// <summary>
/// The start page of a guardian: each child with what the modules have to say of it, and their boxes.
/// </summary>
internal sealed record GetStart : IQuery<GetStart.Answer>
{
    /// <param name="Unread">Unread notices in all.</param>
    public sealed record Answer(
        DateOnly Today,
        IReadOnlyList<Item> Children,
        IReadOnlyList<StartBox> Boxes,
        int Unread
    );

    public sealed record Item
    {
        public required Guid Id { get; init; }
        public required string GivenName { get; init; }
        public required string FamilyName { get; init; }
        public required bool Protected { get; init; }

        /// <summary>Null when the child belongs to no group today.</summary>
        public required string? Group { get; init; }
        public required string? Unit { get; init; }

        /// <summary>In words, as on the page.</summary>
        public required IReadOnlyList<ChildLine> Lines { get; init; }
        public required IReadOnlyList<ChildAction> Actions { get; init; }

        public required ChildState State { get; init; }

        /// <summary>When its day begins and ends; null when there is nothing to attend today.</summary>
        public required TimeOfDay? Begins { get; init; }
        public required TimeOfDay? Ends { get; init; }

        /// <summary>How it is now, in words.</summary>
        public required string Sentence { get; init; }

        /// <summary>What more there is to say of that; null for nothing.</summary>
        public required string? Detail { get; init; }
        public required IReadOnlyList<ChildReceipt> Receipts { get; init; }
        public required ChildCall? Call { get; init; }

        /// <summary>The same for programs, each module's own members.</summary>
        [JsonExtensionData]
        public Dictionary<string, object?> Data { get; init; } = [];
    }

    public sealed class Handler(
        IChildren ofGuardian,
        IEnumerable<IChildCard> cards,
        IEnumerable<IStartBox> boxes,
        IChildStates states,
        StateText words,
        IUnreadCount unread,
        TimeProvider clock
    ) : IQueryHandler<GetStart, Answer>
    {
        public async Task<Answer> Handle(GetStart query, CancellationToken ct)
        {
            var today = clock.Today();
            var children = await ofGuardian.OfGuardian(ct);
            var known = await ofGuardian.KnownToGuardian(ct);
            Guid[] ids = [.. children.Select(child => child.Id)];

            var now = await states.Now(ids, ct);
            var parts = new List<IReadOnlyDictionary<Guid, ChildCardPart>>();
            foreach (var card in cards.OrderBy(card => card.Order))
                parts.Add(await card.Of(ids, ct));
            var shown = new List<StartBox>();
            foreach (var box in boxes.OrderBy(box => box.Order))
                if (await box.Show(ids, ct) is { } filled)
                    shown.Add(filled);

            return new(
                today,
                [
                    .. from child in children
                    let state = now[child.Id]
                    let own = parts.Select(part => part.GetValueOrDefault(child.Id)).OfType<ChildCardPart>().ToList()
                    select new Item
                    {
                        Id = child.Id,
                        GivenName = child.GivenName,
                        FamilyName = child.FamilyName,
                        Protected = child.Protected,
                        Group = child.Group,
                        Unit = child.Unit,
                        Lines = [.. own.SelectMany(part => part.Lines)],
                        Actions = [.. own.SelectMany(part => part.Actions)],
                        State = state.State,
                        Begins = state.Day?.Begins,
                        Ends = state.Day?.Ends,
                        Sentence =
                            own.Select(part => part.Sentence).FirstOrDefault(text => text is not null)
                            ?? words.Sentence(known[child.Id].Name, state),
                        Detail =
                            own.Select(part => part.Detail).FirstOrDefault(text => text is not null)
                            ?? words.Ends(state),
                        Receipts = [.. own.Select(part => part.Receipt).OfType<ChildReceipt>()],
                        Call = own.Select(part => part.Call).FirstOrDefault(call => call is not null),
                        Data = own.SelectMany(part => part.Data ?? new Dictionary<string, object?>()).ToDictionary(),
                    },
                ],
                shown,
                await unread.Of(ids, ct)
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/start", (ISender sender, CancellationToken ct) => sender.Send(new GetStart(), ct))
                .Roles(Roles.Guardian, Demand.None)
                .Scope("children.read")
                .Summary("The children of a guardian: their day, their absences, what is new");
    }
}
