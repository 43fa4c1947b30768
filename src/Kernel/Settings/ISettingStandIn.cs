namespace Kapprum.Kernel;

/// <summary>
/// What counts for a unit while a setting that may be empty is: somebody else knows it, such as the roster. The text
/// <c>setting.{key}.elsewhere</c> says who.
/// </summary>
public interface ISettingStandIn : IContribution
{
    /// <summary>The setting it stands in for.</summary>
    Setting For { get; }

    /// <summary>Null when nobody knows it there either. The caller has seen to it that the unit may be asked about.
    /// </summary>
    Task<string?> Of(Guid unitId, CancellationToken ct);
}
