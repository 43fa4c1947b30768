namespace Kapprum.Postgres;

/// <summary>What a cluster does for what has been committed.</summary>
public enum PostgresDurability
{
    /// <summary>What has been committed survives a power cut.</summary>
    Full,

    /// <summary>Quicker, and lost with a crash of the machine: for tests.</summary>
    None,
}
