namespace Kapprum.Kernel;

/// <summary>Whether somebody can be identified by a provider of e-identification; one module knows.</summary>
public interface IEIdentification
{
    /// <summary>The municipality has a provider.</summary>
    bool IsSetUp { get; }

    /// <summary>One of them answers, or did until a quarter of an hour ago.</summary>
    bool IsThere { get; }
}
