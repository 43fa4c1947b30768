namespace Kapprum.Kernel;

/// <summary>
/// What counts here and now. The unit's own value beats the municipality's, which beats the host's configuration, which
/// beats the default. Asking costs no round trip but now and then.
/// </summary>
public interface ISettings
{
    /// <param name="unitId">The unit it is asked for; null for the municipality's value.</param>
    ValueTask<T> Get<T>(Setting<T> setting, Guid? unitId, CancellationToken ct)
        where T : notnull;

    /// <summary>The municipality's value.</summary>
    ValueTask<T> Get<T>(Setting<T> setting, CancellationToken ct)
        where T : notnull => Get(setting, null, ct);
}
