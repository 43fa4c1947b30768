namespace Kapprum.Web.Parts;

/// <summary>How something is meant, beside its words.</summary>
public enum Tone
{
    Good,
    Attention,
    Bad,
}
