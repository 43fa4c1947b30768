using System.Text.RegularExpressions;
using Dapper;
using Deque.AxeCore.Commons;
using Kapprum.Support;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Kapprum.Browser;

/// <summary>
/// Every page as everybody sees it, on both devices and in both themes; the dark one has the same colours on both, so
/// that a look on one is enough in the day, and so is one page in five on a desk: the phone's are all of them. With a
/// folder in the environment's <c>SCREENS</c> a picture of each is written there.
/// </summary>
public sealed partial class EveryPage(Site site) : InBrowser(site)
{
    private static readonly string? Screens = Environment.GetEnvironmentVariable("SCREENS");

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>WCAG 2.2, levels A and AA.</summary>
    private static readonly object Wcag = Only(
        "tag",
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice"
    );

    /// <summary>All that is another in the dark.</summary>
    private static readonly object Colours = Only("rule", "color-contrast", "link-in-text-block");

    private static readonly IReadOnlyDictionary<string, IReadOnlyList<View>> Modules = Contributed
        .All<IViews>()
        .ToDictionary(views => views.Module, views => views.Views);

    public static TheoryData<string, Device> OnEachDevice
    {
        get
        {
            var all = new TheoryData<string, Device>();
            foreach (var module in Modules.Keys)
            foreach (var device in Enum.GetValues<Device>())
                all.Add(module, device);
            return all;
        }
    }

    [Fact]
    public async Task Is_looked_at()
    {
        var pages = (await Site.Ekbacka)
            .App.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .ToHashSet();

        Assert.Contains("/absence/report", pages);
        Assert.Equal(
            pages.Order(),
            Modules.Values.SelectMany(views => views).Select(view => view.Page).Distinct().Order()
        );
    }

    [Theory, MemberData(nameof(OnEachDevice))]
    public async Task Can_be_used_by_everybody(string module, Device device)
    {
        var town = await Site.Ekbacka;
        var names = await Names(town);

        var faults = await Task.WhenAll(
            Modules[module]
                .GroupBy(view => view.Role)
                .Select(async views =>
                {
                    List<string> found = [];
                    var page = await Window(device, town.Who(views.Key), town.App);
                    // The script comes when the page has been drawn, as on a slow network: what it changes must not
                    // move anything.
                    await page.RouteAsync(
                        Script(),
                        async route =>
                        {
                            await Task.Delay(150);
                            await route.ContinueAsync();
                        }
                    );
                    foreach (
                        var view in device == Device.Phone || Screens is not null
                            ? views
                            : Proof.Some(views, thing: 0, oneIn: 5)
                    )
                    {
                        var answer = await page.GotoAsync(view.At?.Invoke(town) ?? view.Page);
                        if (answer!.Status != view.Status)
                            found.Add($"{view}: {answer.Status} instead of {view.Status}");
                        List<string> faults = [.. await page.EvaluateAsync<string[]>(Shifted)];
                        if (view.Then is not null)
                        {
                            await view.Then(page);
                            faults.AddRange(await page.EvaluateAsync<string[]>(Shifted));
                        }

                        faults.AddRange(await Faults(page, device));
                        await Picture(page, view, "light");
                        if (device == Device.Phone || Screens is not null || Proof.IsWhole)
                        {
                            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
                            faults.AddRange(await Violations(page, Colours));
                            await Picture(page, view, "dark");
                            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
                        }

                        if (device == Device.Phone)
                            faults.AddRange(await InTheWay(page, view.Role, names));
                        found.AddRange(faults.Select(fault => $"{view}: {fault}"));
                    }

                    return found;
                })
        );

        Assert.True(faults.All(found => found.Count == 0), string.Join('\n', faults.SelectMany(found => found)));
    }

    [GeneratedRegex(@"/app\.\w+\.js$")]
    private static partial Regex Script();

    private static async Task Picture(IPage page, View view, string theme)
    {
        if (Screens is null)
            return;

        // A window as high as the page, so that what sticks to its end is at the end.
        var usual = page.ViewportSize!;
        await page.SetViewportSizeAsync(
            usual.Width,
            Math.Max(usual.Height, await page.EvaluateAsync<int>("document.documentElement.scrollHeight"))
        );
        await page.ScreenshotAsync(
            new() { Path = Path.Combine(Screens, $"{view.FileName}-{usual.Width}-{theme}.png") }
        );
        await page.SetViewportSizeAsync(usual.Width, usual.Height);
    }

    private static object Only(string type, params string[] values) =>
        new { runOnly = new { type, values }, resultTypes = new[] { "violations" } };

    private static Task<string[]> Violations(IPage page, object rules) =>
        page.EvaluateAsync<string[]>(
            """
            async rules => (await axe.run(document, rules)).violations
                .flatMap(one => one.nodes.map(node => `${one.id}: ${node.html}`))
            """,
            rules
        );

    private static async Task<List<string>> Faults(IPage page, Device device)
    {
        List<string> faults =
        [
            .. await page.EvaluateAsync<string[]>(Small),
            .. await page.EvaluateAsync<string[]>(Headless),
        ];
        await page.EvaluateAsync(Axe);
        faults.AddRange(await Violations(page, Wcag));
        if (device == Device.Phone)
        {
            faults.AddRange(await page.EvaluateAsync<string[]>(Wide, page.ViewportSize!.Width));
            // What somebody has left who enlarges a desk's page four times.
            var usual = page.ViewportSize!;
            await page.SetViewportSizeAsync(320, usual.Height);
            faults.AddRange((await page.EvaluateAsync<string[]>(Wide, 320)).Select(wide => $"at 320 px, {wide}"));
            faults.AddRange((await page.EvaluateAsync<string[]>(Cut)).Select(cut => $"at 320 px, {cut}"));
            await page.SetViewportSizeAsync(usual.Width, usual.Height);
        }

        return faults;
    }

    /// <summary>
    /// What the page cannot take: people and groups with a name of 45 letters and units with one of 90, a phone held
    /// sideways, a desk's page enlarged four times. The page is spoilt afterwards.
    /// </summary>
    private static async Task<IEnumerable<string>> InTheWay(IPage page, Role role, TownNames names)
    {
        var usual = page.ViewportSize!;
        var found = (await page.EvaluateAsync<string[]>(Asked)).ToList();
        await page.SetViewportSizeAsync(740, 360);
        found.AddRange((await page.EvaluateAsync<string[]>(Fixed)).Select(one => $"in a low window, {one}"));
        await page.SetViewportSizeAsync(320, 256);
        // Who is logged in is named on every page of theirs; a rule that sees nothing holds for ever.
        var replaced = await page.EvaluateAsync<int>(Lengthen, names);
        if (replaced == 0 && role is Role.Guardian or Role.Staff or Role.Headteacher)
            found.Add("no name was made long");
        found.AddRange((await page.EvaluateAsync<string[]>(Wide, 320)).Select(one => $"with long names, {one}"));
        await page.SetViewportSizeAsync(usual.Width, usual.Height);
        return found;
    }

    private static async Task<TownNames> Names(Ekbacka town)
    {
        await using var db = await town.App.Connection();
        return new(
            [
                .. await db.QueryAsync<string>(
                    """
                    select given_name from roster.person where length(given_name) > 1
                    union
                    select family_name from roster.person where length(family_name) > 1
                    union
                    select name from roster.child_group
                    """
                ),
            ],
            [.. await db.QueryAsync<string>("select name from roster.unit")]
        );
    }

    /// <param name="Short">Of people and groups.</param>
    /// <param name="Long">Of units.</param>
    private sealed record TownNames(string[] Short, string[] Long);

    /// <summary>What asks something below the children's hooks: they are there to be looked at.</summary>
    private const string Asked = """
        () => !document.querySelector(".shell > nav.rail") ? [] :
            [...document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea)")]
                .map(one => `asked under the rail: ${one.outerHTML.slice(0, 120)}`)
        """;

    /// <summary>What stays in front of a page of which there is little to see.</summary>
    private const string Fixed = """
        () => [...document.querySelectorAll("body *")]
            .filter(one => !one.matches(".skip, .toasts *") && one.checkVisibility())
            .filter(one => getComputedStyle(one).position === "fixed"
                || getComputedStyle(one).position === "sticky" && one.getBoundingClientRect().width > innerWidth / 2)
            .map(one => `in front: ${one.outerHTML.slice(0, 120)}`)
        """;

    private const string Lengthen = """
        names => {
            const literal = name => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
            const any = list =>
                new RegExp(`(?<![\\p{L}\\d])(${list.map(literal).join("|")})(?![\\p{L}\\d])`, "gu");
            const [short, long] = [any(names.Short), any(names.Long)];
            let replaced = document.querySelector(".user") ? 0 : 1;
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const text = texts.currentNode;
                if (text.parentElement.closest("svg, script"))
                    continue;
                const longer = text.data
                    .replace(long, "Förskolan ".padEnd(90, "Ringblommevägens "))
                    .replace(short, "Wolfeschlegel".padEnd(45, "steinhausenberger"));
                replaced += longer === text.data ? 0 : 1;
                text.data = longer;
            }
            return replaced;
        }
        """;

    /// <summary>
    /// What is pressed but less than 24 px wide or high; a link within a text is as high as the text.
    /// </summary>
    private const string Small = """
        () => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
            .filter(one => one.checkVisibility({ visibilityProperty: true }))
            .filter(one => !one.matches(".skip, p > a, li > a:not([class])"))
            .map(one => [one, (one.closest("label, .row:has(.whole)") ?? one).getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24)
            .map(([one, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${one.outerHTML.slice(0, 120)}`)
        """;

    /// <summary>
    /// What has moved by itself while the page was being loaded. Asked again on the same page it says nothing: what
    /// moves after something has been done there has moved because of that, however late.
    /// </summary>
    private const string Shifted = """
        () => window.lookedAt ? [] : new Promise(done => {
            window.lookedAt = true;
            const moved = [];
            const note = one => moved.push(...one.sources.map(source =>
                `moved by ${one.value}: ${source.node?.outerHTML?.slice(0, 120)}`));
            new PerformanceObserver(all => all.getEntries().filter(one => !one.hadRecentInput).forEach(note))
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(moved), 20);
        })
        """;

    /// <summary>A table of which somebody who does not see it cannot tell what is what.</summary>
    private const string Headless = """
        () => [...document.querySelectorAll("table:not([aria-hidden] *, [role=presentation])")]
            .filter(one => !one.caption?.textContent.trim()
                || !one.tHead?.querySelector("th") || one.querySelector("th:not([scope])")
                || [...one.tBodies].some(body => [...body.rows].some(row => !row.querySelector("th[scope=row]"))))
            .map(one => `a table without heads: ${one.outerHTML.slice(0, 120)}`)
        """;

    /// <summary>What leads somewhere and whose words are not all to be seen, also when text is half as large again.
    /// </summary>
    private const string Cut = """
        () => {
            const found = [];
            for (const size of ["100%", "150%"]) {
                document.documentElement.style.fontSize = size;
                for (const one of document.querySelectorAll(".places span, .tabs, .tabs a")) {
                    const box = one.getBoundingClientRect();
                    const around = (one.closest(".places a") ?? one.parentElement).getBoundingClientRect();
                    if (one.checkVisibility()
                        && (one.scrollWidth > one.clientWidth + 1 || box.right > around.right + 1
                            || box.left < around.left - 1 || box.bottom > around.bottom + 1))
                        found.push(`cut at ${size}: ${one.outerHTML.slice(0, 120)}`);
                }
            }
            document.documentElement.style.fontSize = "";
            return found;
        }
        """;

    /// <summary>What makes the page wider than the window.</summary>
    private const string Wide = """
        width => {
            const fixed = one => one && (getComputedStyle(one).position === "fixed" || fixed(one.parentElement));
            return document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll("body *")]
                .filter(one => one.getBoundingClientRect().right > width + 1 && !fixed(one)).slice(0, 3)
                .map(one => `too wide: ${one.outerHTML.slice(0, 120)}`);
        }
        """;
}
