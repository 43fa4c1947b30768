namespace Kapprum.Browser.__Module__;

/// <summary>The pages of __Module__ as everybody sees them.</summary>
internal sealed class __Module__Views : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        // Who looks at which page, and where it is when its route has parameters.
    ];
}
