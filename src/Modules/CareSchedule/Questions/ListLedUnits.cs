using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>The units that somebody leads, whose guardians he or she may ask.</summary>
internal sealed record ListLedUnits : IQuery<ListLedUnits.Answer>
{
    /// <param name="Items">By name.</param>
    public sealed record Answer(IReadOnlyList<UnitName> Items);

    public sealed class Handler(IUnitAccess access) : IQueryHandler<ListLedUnits, Answer>
    {
        public async Task<Answer> Handle(ListLedUnits query, CancellationToken ct) => new(await access.All(ct));
    }
}
