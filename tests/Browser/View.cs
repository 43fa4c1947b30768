using Microsoft.Playwright;

namespace Kapprum.Browser;

/// <summary>A page as somebody comes to see it.</summary>
/// <param name="Page">Its route.</param>
/// <param name="Name">What is special about this view of it.</param>
/// <param name="At">Its address; the route if not given.</param>
/// <param name="Then">What is done there first.</param>
/// <param name="Status">What it is answered with.</param>
internal sealed record View(
    Role Role,
    string Page,
    string? Name = null,
    Func<Ekbacka, string>? At = null,
    Func<IPage, Task>? Then = null,
    int Status = 200
)
{
    public override string ToString() => $"{Role} {Page}{(Name is null ? "" : $", {Name}")}";

    /// <summary>What a picture of it is called.</summary>
    public string FileName =>
        string.Join(
            '-',
            ToString().ToLowerInvariant().Split([' ', '/', ',', '{', '}', ':'], StringSplitOptions.RemoveEmptyEntries)
        );
}

/// <summary>
/// The pages of a module as everybody sees them; a new page belongs among them. Each module has its own beside its
/// tests, and is found by having them.
/// </summary>
internal interface IViews
{
    IReadOnlyList<View> Views { get; }

    /// <summary>The module's name, as its folder has it.</summary>
    string Module => GetType().Namespace!.Split('.')[^1];
}

/// <summary>What is done on a page before it is looked at.</summary>
internal static class Acts
{
    /// <summary>Fills in fields, presses a button and waits for what is said to be wrong.</summary>
    public static async Task Send(this IPage page, string button, params (string Label, string Value)[] fields)
    {
        foreach (var (label, value) in fields)
            await page.GetByLabel(label, new() { Exact = true }).FillAsync(value);
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await page.Locator(".problems").WaitForAsync();
        // Its words are there before its styles are.
        await page.WaitForLoadStateAsync();
    }

    public static Task Choose(this IPage page, string choice) =>
        page.GetByRole(AriaRole.Radio, new() { Name = choice }).CheckAsync();
}
