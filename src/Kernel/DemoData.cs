namespace Kapprum.Kernel;

/// <summary>
/// What a module puts into the demo of a first start. The parts are loaded one after the other, each with a scope of
/// its own; what follows from one has happened before the next begins.
/// </summary>
public interface IDemoPart : IContribution
{
    /// <summary>Its place among the parts; modules leave room between theirs.</summary>
    int Order { get; }

    Task Load(DemoData demo, CancellationToken ct);
}

/// <summary>The demo as far as it is loaded.</summary>
/// <param name="Password">The one of all its log-ins, made up on this machine.</param>
public sealed record DemoData(Secret Password)
{
    /// <summary>Whom one can log in as, to be shown to whoever tries the demo; a part adds to them.</summary>
    public List<DemoLogIn> LogIns { get; } = [];
}

/// <summary>Somebody to log in as in the demo.</summary>
/// <param name="PersonId">Null for somebody who is no person of the roster.</param>
/// <param name="Part">Who that is, in a few English words.</param>
public sealed record DemoLogIn(string UserName, Guid? PersonId, string Name, string Part);
