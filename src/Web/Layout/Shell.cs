using Kapprum.Kernel;
using Microsoft.AspNetCore.Http;

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

/// <summary>A way into a part of the app.</summary>
/// <param name="Path">Its first page; pages below it count as being there.</param>
/// <param name="Text">The key of its name.</param>
/// <param name="Icon">As in <see cref="Icon"/>.</param>
public sealed record NavItem(string Path, string Text, string Icon);

/// <summary>Knows what the layout shows; implemented by the module of the start page.</summary>
public interface IShellSource
{
    Task<ShellData> Load(CurrentUser user, CancellationToken ct);
}

/// <summary>
/// What surrounds the pages of this request, and the child they are about: <c>?child=</c> with an id chooses one and
/// <c>?child=all</c> all of them, and the choice holds until the next one. It is loaded before the page begins.
/// </summary>
public sealed class Shell(IShellSource source, IHttpContextAccessor accessor)
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
        contents = await source.Load(user, http.RequestAborted);
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
