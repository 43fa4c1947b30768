namespace Kapprum.Contracts.Roster;

/// <summary>Says where people ring units, so that a message or a refusal can end with a number.</summary>
public interface IUnitPhones
{
    /// <summary>
    /// Telephone numbers by unit, as people write them: what the unit has decided, else the roster's. A unit of which
    /// none is known is left out. It asks nobody who they are: a unit's number is for everybody.
    /// </summary>
    Task<IReadOnlyDictionary<Guid, string>> Of(IReadOnlyCollection<Guid> unitIds, CancellationToken ct);
}
