using Kapprum.Kernel;

namespace Kapprum.Web.Layout;

/// <summary>Whose Kapprum this is, for what surrounds a page. It is loaded before the page begins.</summary>
public sealed class OwnMunicipality(ISettings settings)
{
    public Municipality Now { get; private set; } = new("", "", "", "");

    internal async Task Load(CancellationToken ct) => Now = await Municipality.Of(settings, ct);
}
