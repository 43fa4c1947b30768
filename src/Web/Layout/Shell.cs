using Kapprum.Kernel;
using Kapprum.Web.Parts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Web.Layout;

/// <summary>What the layout shows around a page.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Children">The children the user is guardian of.</param>
/// <param name="Unread">How many notices the user has not read.</param>
/// <param name="Places">Where the user can go, the most important first; a phone's bar shows the first four and the
/// last.</param>
public sealed record ShellData(
    string Name,
    IReadOnlyList<ShellChild> Children,
    int Unread,
    IReadOnlyList<NavItem> Places
);

public sealed record ShellChild(Guid Id, string GivenName)
{
    /// <summary>How its day is, on pages with a rail; null on others.</summary>
    public ChildHook? Hook { get; init; }

    /// <summary>Whether something about it was changed just before this page.</summary>
    public bool Now { get; init; }
}

/// <summary>A child's hook on the rail.</summary>
/// <param name="Word">What the state is called: "väntas 8.10", "sjuk".</param>
public sealed record ChildHook(PegState State, string Word);

/// <summary>Who is asking, as the roster knows them; implemented by one module.</summary>
public interface IShellPeople : IContribution
{
    /// <returns>The user's name, or what to call who is nobody of the roster; and the children the user is guardian
    /// of.</returns>
    Task<(string Name, IReadOnlyList<ShellChild> Children)> Load(CancellationToken ct);
}

/// <summary>How children's days are; implemented by one module.</summary>
public interface IShellStates : IContribution
{
    /// <param name="childIds">Children of whom the user is guardian.</param>
    Task<IReadOnlyDictionary<Guid, ChildHook>> Of(IReadOnlyCollection<Guid> childIds, CancellationToken ct);
}

/// <summary>How much is new for the user; implemented by one module.</summary>
public interface IUnreadCount : IContribution
{
    /// <param name="childIds">The children the user is guardian of.</param>
    Task<int> Of(IReadOnlyCollection<Guid> childIds, CancellationToken ct);
}

/// <summary>
/// What surrounds the pages of this request, and the child they are about: <c>?child=</c> with an id chooses one and
/// <c>?child=all</c> all of them, and the choice holds until the next one. It is loaded before the page begins.
/// </summary>
public sealed class Shell(IHttpContextAccessor accessor, Toasts toasts)
{
    private const string Cookie = "child";

    private ShellData? contents;

    public ShellData Contents =>
        contents ?? throw new InvalidOperationException("Only pages in the main layout have a shell.");

    public IReadOnlyList<ShellChild> Children => Contents.Children;

    /// <summary>Whether the children hang on a rail above the page.</summary>
    public bool HasRail { get; private set; }

    /// <summary>The chosen child; null for all. An only child is always the chosen one.</summary>
    public ShellChild? Child { get; private set; }

    /// <summary>The chosen child, or all of them.</summary>
    public IReadOnlyList<ShellChild> Chosen => Child is { } child ? [child] : Children;

    internal async Task Load(CurrentUser user)
    {
        var http = accessor.HttpContext!;
        var services = http.RequestServices;
        var (name, children) = await services.GetRequiredService<IShellPeople>().Load(http.RequestAborted);
        Guid[] ids = [.. children.Select(child => child.Id)];
        var unread = await services.GetRequiredService<IUnreadCount>().Of(ids, http.RequestAborted);
        HasRail = ids.Length > 0 && http.GetEndpoint()?.Metadata.GetMetadata<RailAttribute>() is not null;
        if (HasRail)
        {
            var hooks = await services.GetRequiredService<IShellStates>().Of(ids, http.RequestAborted);
            children =
            [
                .. children.Select(child => child with { Hook = hooks[child.Id], Now = toasts.About == child.Id }),
            ];
        }

        contents = new(name, children, unread, [.. services.GetRequiredService<ModuleList>().NavigationOf(user)]);
        Child = Children is [var only] ? only : Remembered(http);
    }

    private ShellChild? Remembered(HttpContext http)
    {
        var asked = http.Request.Query["child"].ToString();
        if (asked == "all")
        {
            http.Response.Cookies.Delete(Cookie);
            return null;
        }

        if (Find(asked) is not { } child)
            return Find(http.Request.Cookies[Cookie]);

        http.Response.Cookies.Append(
            Cookie,
            child.Id.ToString(),
            new()
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(180),
            }
        );
        return child;
    }

    private ShellChild? Find(string? id) =>
        Guid.TryParse(id, out var wanted) ? Children.FirstOrDefault(child => child.Id == wanted) : null;
}
