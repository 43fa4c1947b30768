using Kapprum.Kernel;
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

public sealed record ShellChild(Guid Id, string GivenName);

/// <summary>Who is asking, as the roster knows them; implemented by one module.</summary>
public interface IShellPeople : IContribution
{
    /// <returns>The user's name, or what to call who is nobody of the roster; and the children the user is guardian
    /// of.</returns>
    Task<(string Name, IReadOnlyList<ShellChild> Children)> Load(CancellationToken ct);
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
public sealed class Shell(IHttpContextAccessor accessor)
{
    private const string Cookie = "child";

    private ShellData? contents;

    public ShellData Contents =>
        contents ?? throw new InvalidOperationException("Only pages in the main layout have a shell.");

    public IReadOnlyList<ShellChild> Children => Contents.Children;

    /// <summary>The chosen child; null for all. An only child is always the chosen one.</summary>
    public ShellChild? Child { get; private set; }

    /// <summary>The chosen child, or all of them.</summary>
    public IReadOnlyList<ShellChild> Chosen => Child is { } child ? [child] : Children;

    internal async Task Load(CurrentUser user)
    {
        var http = accessor.HttpContext!;
        var services = http.RequestServices;
        var (name, children) = await services.GetRequiredService<IShellPeople>().Load(http.RequestAborted);
        var unread = await services
            .GetRequiredService<IUnreadCount>()
            .Of([.. children.Select(child => child.Id)], http.RequestAborted);
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
