using Kapprum.Support;
using Microsoft.Playwright;

namespace Kapprum.Browser;

/// <summary>
/// Every form of every page, filled in and refused: it comes back as it was sent, with every control, every choice and
/// every part that was shown; the window's title says that it went wrong, and back from another page it is still
/// there. Without script, in the day, those of one page in five. The application refuses any command of these windows
/// (see <see cref="RefusingSender"/>).
/// </summary>
public sealed class EveryForm(Site site) : InBrowser(site)
{
    public static TheoryData<string, bool> WithAndWithoutScript
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (var views in Contributed.All<IViews>())
            {
                all.Add(views.Module, true);
                all.Add(views.Module, false);
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(WithAndWithoutScript))]
    public async Task Comes_back_as_it_was_sent_when_it_is_refused(string module, bool script)
    {
        var town = await Site.Ekbacka;
        var views = Contributed.All<IViews>().Single(one => one.Module == module).Views;

        var faults = await Task.WhenAll(
            views
                .Where(view => view is { Status: 200, Page: not ("/log-out" or "/style") })
                .GroupBy(view => view.Role)
                .Select(async ofRole => await Faults(town, ofRole, script))
        );

        Assert.True(faults.All(found => found.Count == 0), string.Join('\n', faults.SelectMany(found => found)));
    }

    private async Task<List<string>> Faults(Ekbacka town, IGrouping<Role, View> views, bool script)
    {
        List<string> faults = [];
        HashSet<(string Page, string Form)> seen = [];
        var page = await Window(Device.Phone, town.Who(views.Key), town.App, script);
        await page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { [RefusingSender.Header] = "yes" });
        foreach (var view in script ? views : Proof.Some(views, thing: 0, oneIn: 5))
        foreach (var form in await Open(page, town, view))
        foreach (var filled in (bool[])[true, false])
        {
            // One of each kind: those in a list are told apart by an id.
            if (!seen.Add((view.Page, $"{form.Split('-')[0]} {filled}")))
                continue;
            await Open(page, town, view);
            try
            {
                faults.AddRange(
                    (await Refused(page, form, filled)).Select(fault =>
                        $"{view}, {form}{(filled ? "" : " as it stands")}: {fault}"
                    )
                );
            }
            catch (Exception e) when (e is PlaywrightException or TimeoutException)
            {
                faults.Add($"{view}, {form}: {e.Message} {await page.TitleAsync()}");
            }
        }

        return faults;
    }

    /// <returns>The names of the forms with something to fill in.</returns>
    private static async Task<string[]> Open(IPage page, Ekbacka town, View view)
    {
        await page.GotoAsync(view.At?.Invoke(town) ?? view.Page);
        if (view.Then is not null)
            await view.Then(page);
        return await page.EvaluateAsync<string[]>(
            """
            () => document.querySelector(".problems") ? [] : [...document.forms]
                .filter(form => form.method === "post" && form.elements._handler
                    && form.querySelector("input:not([type=hidden]), select, textarea"))
                .map(form => form.elements._handler.value)
            """
        );
    }

    private static async Task<List<string>> Refused(IPage page, string form, bool fill)
    {
        if (fill)
        {
            await page.EvaluateAsync(Choose, form);
            await page.EvaluateAsync(Type, form);
        }

        var before = await page.EvaluateAsync<string[]>(Look, form);
        await page.Locator($"form:has(> [name=_handler][value='{form}']) button[type=submit]:not([data-looks])")
            .First.ClickAsync();
        await page.Locator(".problems").WaitForAsync(new() { Timeout = 5_000 });
        await page.WaitForLoadStateAsync();
        List<string> faults = [.. Changed("refused", before, await page.EvaluateAsync<string[]>(Look, form))];
        faults.AddRange(await page.EvaluateAsync<string[]>(Led));
        var title = await page.TitleAsync();
        if (!title.StartsWith("Fel: ", StringComparison.Ordinal))
            faults.Add($"the title says {title}");

        await page.GotoAsync("/offline");
        await page.GoBackAsync();
        faults.AddRange(Changed("back", before, await page.EvaluateAsync<string[]>(Look, form)));
        return faults;
    }

    private static IEnumerable<string> Changed(string when, string[] before, string[] after) =>
        before
            .Except(after)
            .Select(one => $"{when}, not any more: {one}")
            .Concat(after.Except(before).Select(one => $"{when}, new: {one}"));

    /// <summary>A line of the summary that leads to no field, or does not begin with what the field is called.
    /// </summary>
    private const string Led = """
        () => [...document.querySelectorAll(".problems li a")].flatMap(link => {
            const field = document.getElementById(link.hash.slice(1));
            const label = field?.labels?.[0] ?? field?.querySelector("legend");
            const words = label?.innerText.split("\n")[0].replace(/\s*\([^)]*\)\s*$/, "").trim();
            return words && link.textContent.startsWith(words) && !link.textContent.includes("?:") ? []
                : [`the summary says ${link.textContent} of ${link.hash}, called ${words}`];
        })
        """;

    private const string Find = "const form = [...document.forms].find(one => one.elements._handler?.value === name);";

    /// <summary>
    /// All that is not chosen at first, as what is not the default is what gets lost; but for what others' choices
    /// follow from.
    /// </summary>
    private const string Choose = $$"""
        name => {
            {{Find}}
            for (const fold of form.querySelectorAll("fieldset details"))
                fold.open = true;
            const change = one => one.dispatchEvent(new Event("change", { bubbles: true }));
            const radios = [...form.querySelectorAll("[type=radio]:enabled:not([data-look])")];
            const groups = Object.groupBy(radios, one => one.name);
            for (const group of Object.values(groups))
                (group.findLast(one => !one.checked) ?? group[0]).checked = true;
            for (const one of form.querySelectorAll("[type=checkbox]:enabled:not([data-look])"))
                one.checked = !one.checked;
            for (const one of form.querySelectorAll("select"))
                one.selectedIndex = one.options.length - 1;
            for (const one of form.querySelectorAll("[type=radio]:checked, [type=checkbox], select"))
                if (!one.matches("[data-look]"))
                    change(one);
        }
        """;

    private const string Type = $$"""
        name => {
            {{Find}}
            let number = 0;
            for (const one of form.querySelectorAll("input, textarea")) {
                if (!one.checkVisibility() || one.readOnly || ["radio", "checkbox", "file"].includes(one.type))
                    continue;
                number++;
                one.value = one.type === "date" ? one.max || one.min || "2026-12-03"
                    : one.type === "time" ? `1${number % 10}:15`
                    : one.type === "number" ? "7"
                    : one.type === "email" ? "prov@example.org"
                    : one.type === "tel" ? "070-174 06 05"
                    : one.type === "textarea" ? "En rad,\n  en till <b>"
                    : `Prov ${number} "å" & <b>`;
                one.dispatchEvent(new Event("input", { bubbles: true }));
            }
        }
        """;

    /// <summary>Every control with what is in it, whether it is chosen and whether it is shown; a password never comes
    /// back.</summary>
    private const string Look = $$"""
        name => {
            {{Find}}
            if (!form)
                return ["no such form"];
            return [...form.querySelectorAll("input, select, textarea, details")]
                .filter(one => !["_key", "_handler", "form-token"].includes(one.name))
                .map((one, at) => [at, one.name ?? one.localName,
                    ["password", "file"].includes(one.type) ? "" : one.value,
                    one.checked || one.open ? "chosen" : "", one.disabled ? "disabled" : "",
                    one.checkVisibility() ? "shown" : "hidden"].join(" "));
        }
        """;
}
