using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

/// <summary>The administrators' pages of imports, as a browser without script uses them.</summary>
[Collection(Importing.OneByOne)]
public sealed class ImportPagesTests : IAsyncLifetime
{
    private Importing importing = null!;
    private Pages pages = null!;

    private App App => importing.App;

    public async Task InitializeAsync()
    {
        importing = await Importing.Start();
        var administrator = (await App.Administrator()).Id;
        pages = await App.Pages(administrator);
        // Who is not in the file would be ended by it.
        await App.Execute("delete from roster.person where id = @administrator", new { administrator });
    }

    public async Task DisposeAsync() => await importing.DisposeAsync();

    [Fact]
    public async Task A_file_is_handed_in_looked_over_and_applied()
    {
        var page = await Upload(Town(out var child));
        Assert.Equal("2", page.QuerySelector("[data-fresh]")!.GetAttribute("data-fresh"));
        Assert.NotNull(page.QuerySelector("noscript > meta[http-equiv=refresh]"));

        await App.Drain();
        page = await pages.Open(pages.Path);
        Assert.Equal("Väntar på att du godkänner", page.QuerySelector(".page-head .tag")!.TextContent);
        Assert.Equal("Personer 0 3", Counts(page, "Personer"));
        Assert.Equal(0, await App.Value<long>("select count(*) from roster.person where id = @child", new { child }));

        await pages.Send("apply");
        await App.Drain();
        page = await pages.Open(pages.Path);
        Assert.StartsWith(
            "Registret är som i filen",
            page.QuerySelector(".note")!.TextContent.Trim(),
            StringComparison.Ordinal
        );
        Assert.Null(page.QuerySelector("main form"));
        Assert.Equal(1, await App.Value<long>("select count(*) from roster.person where id = @child", new { child }));
        Assert.Equal("Genomförd", (await pages.Open("/imports")).QuerySelector(".row .tag")!.TextContent);
    }

    [Fact]
    public async Task The_preview_tells_what_changes_from_what_to_what_and_nothing_of_protected_people()
    {
        var file = Town(out var child);
        var hidden = file.Person("Hemlig", "Person");
        await importing.Import(file);
        file.Find(child)["givenName"] = "Ebba";
        file.Find(hidden)["securityMarking"] = "Sekretessmarkering";
        file.Find(hidden)["familyName"] = "Dold";

        await Upload(file);
        await App.Drain();
        var page = await pages.Open(pages.Path);

        var rows = page.QuerySelectorAll("#changes .row");
        Assert.Equal(["Ebba Berg"], rows.Select(row => row.QuerySelector(".title")!.TextContent).Order());
        Assert.Equal("Ebbe", page.QuerySelector("#changes del")!.TextContent);
        Assert.Equal("Ebba", page.QuerySelector("#changes ins")!.TextContent);
        Assert.DoesNotContain("Dold", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejection_names_its_record_and_what_follows_from_one_thing_is_one_line_that_opens()
    {
        var file = Town(out var child);
        var (unit, nobody) = (file.Unit(), Guid.CreateVersion7());
        file.Placement(nobody, unit);
        file.Placement(nobody, unit);
        file.Find(file.Placement(child, unit))["startDate"] = "soon";

        await Upload(file);
        await App.Drain();
        var page = await pages.Open($"{pages.Path}?kind=rejected");

        var rows = page.QuerySelectorAll("#changes .row").Select(row => row.TextContent).ToList();
        Assert.Equal(3, rows.Count);
        var folded = page.QuerySelector("#changes .row a[href*='missing=placement.child']")!;
        Assert.Equal("2 placeringar avvisas för att 1 person saknas", folded.TextContent);
        Assert.Contains(rows, row => row.Contains("Startdatumet", StringComparison.Ordinal));
        Assert.True(
            page.QuerySelector("#changes")!
                .CompareDocumentPosition(page.QuerySelector("input[value=apply]")!)
                .HasFlag(DocumentPositions.Following),
            "The question stands above what one should read."
        );

        page = await pages.Open(folded.GetAttribute("href")!);
        var named = page.QuerySelectorAll("#changes .row")
            .Where(row => row.TextContent.Contains(nobody.ToString(), StringComparison.Ordinal))
            .ToList();
        Assert.Equal(2, named.Count);
        var name = file.Find(unit)["displayName"]!.ToString();
        Assert.All(named, row => Assert.Equal($"Placering: {name}", row.QuerySelector(".title")!.TextContent));
    }

    [Fact]
    public async Task In_the_log_an_import_is_one_row_that_opens()
    {
        var file = Town(out var child);
        await importing.Import(file);
        file.Find(child)["givenName"] = "Ebba";
        await importing.Import(file);

        var page = await pages.Open("/audit");
        Assert.DoesNotContain("Ändrade någons uppgifter", Told(), StringComparison.Ordinal);
        page = await pages.Open(page.QuerySelector(".audit a[href^='/audit?import=']")!.GetAttribute("href")!);
        Assert.Equal(
            "Ändrade någons uppgifter genom en import",
            Assert.Single(page.QuerySelectorAll(".audit tbody td:nth-child(3)")).TextContent.Trim()
        );
        Assert.Equal("7.00", page.QuerySelector(".audit time")!.TextContent);
        Assert.Equal("tis 24 nov", page.QuerySelector(".audit h2")!.TextContent.Trim());

        page = await pages.Open($"/audit?about={child}");
        Assert.Contains("Ändrade någons uppgifter", Told(), StringComparison.Ordinal);

        string Told() => string.Concat(page.QuerySelectorAll(".audit").Select(day => day.TextContent));
    }

    [Fact]
    public async Task When_much_would_end_the_page_warns_and_wants_to_hear_that_the_file_is_complete()
    {
        var file = Town(out var child);
        await importing.Import(file);
        file.Remove((Guid)file["placements"][0]!["id"]!);

        await Upload(file);
        await App.Drain();
        var page = await pages.Open(pages.Path);
        Assert.Contains(
            "Placeringar: 1 av 1",
            page.QuerySelector("form .note.attention")!.TextContent,
            StringComparison.Ordinal
        );

        await pages.Send("apply");
        Assert.NotNull(pages.Error("endMany"));
        await pages.Send("apply", ("EndMany", "true"));
        await App.Drain();
        Assert.Equal(
            0,
            await App.Value<long>(
                "select count(*) from roster.placement where child_id = @child and ends_on is null",
                new { child }
            )
        );
    }

    [Fact]
    public async Task A_file_of_another_municipality_is_not_a_tick_away_and_the_number_is_typed_as_it_stands()
    {
        await importing.Import(Many());

        await Upload(Many());
        await App.Drain();
        var page = await pages.Open(pages.Path);
        Assert.NotNull(page.QuerySelector("#of-another"));
        Assert.Null(page.QuerySelector("[name=EndMany]"));

        foreach (var wrong in (string[])["", "11", "tolv"])
        {
            await pages.Send("apply", ("EndMany", "true"), ("Ended", wrong));
            Assert.NotNull(pages.Error("ended"));
        }

        await pages.Send("apply", ("Ended", " 1 2"));
        await App.Drain();
        Assert.Equal("applied", await App.Value<string>("select status from roster.import order by id desc limit 1"));

        static RosterFile Many()
        {
            var file = new RosterFile();
            var unit = file.Unit();
            for (var child = 0; child < 12; child++)
                file.Child(unit, null);
            return file;
        }
    }

    [Fact]
    public async Task Whose_a_row_is_that_is_not_taken_in_or_otherwise_is_said_with_the_class_and_of_nobody_protected()
    {
        var file = Town(out var child);
        var (unit, group) = ((Guid)file["organisations"][0]!["id"]!, (Guid)file["groups"][0]!["id"]!);
        file.Find(group)["displayName"] = "Smultronet";
        // Nobody has an id to know them by, or a number that is another's; a list that is none; a date that is none.
        var nobody = file.Child(unit, group);
        file.Find(nobody)["givenName"] = "Nova";
        file.Find(nobody)["id"] = "17";
        var twice = file.Child(unit, group);
        (file.Find(twice)["givenName"], file.Find(twice)["responsibles"]) = ("Tilde", "none");
        var late = file.Child(unit, group);
        (file.Find(late)["givenName"], file.Find(late)["birthDate"]) = ("Lova", "0001-01-01");
        file.Find((Guid)file["placements"].Last()!["id"]!)["startDate"] = "soon";
        var hidden = file.Child(unit, group);
        (file.Find(hidden)["givenName"], file.Find(hidden)["securityMarking"]) = ("Kanarie", "Sekretessmarkering");
        file.Find(hidden)["familyName"] = 17;
        var unnamed = file.Child(unit, group);
        (file.Find(unnamed)["givenName"], file.Find(unnamed)["securityMarking"]) = ("Siska", 17);
        file.Find(unnamed)["id"] = "18";

        await Upload(file);
        await App.Drain();
        var import = Guid.Parse(pages.Path.Split('/')[2].Split('?')[0]);

        var about = (await importing.Rejections(import)).Select(About).ToList();
        Assert.Contains("person Nova Berg", about);
        Assert.Contains("guardianship Tilde Berg Smultronet", about);
        Assert.Contains("placement Lova Berg Smultronet", about);
        Assert.Contains("person Lova Berg Smultronet", (await importing.Warnings(import)).Select(About));
        var csv = await importing.Api.GetStringAsync($"roster/imports/{import}/rejections.csv");
        Assert.Contains("\"Tilde Berg, Smultronet\"", csv, StringComparison.Ordinal);
        var page = await pages.Open($"/imports/{import}?kind=rejected");
        Assert.Contains(
            page.QuerySelectorAll("#changes .row .title"),
            title => title.TextContent.EndsWith("Tilde Berg, Smultronet", StringComparison.Ordinal)
        );
        foreach (var word in (string[])["Kanarie", "Siska"])
            Assert.All(
                (string[])[csv, page.Body!.TextContent, string.Concat(about)],
                told => Assert.DoesNotContain(word, told, StringComparison.Ordinal)
            );

        static string About(System.Text.Json.Nodes.JsonNode item) =>
            string.Join(
                ' ',
                new[]
                {
                    (string?)item["kind"],
                    (string?)item["name"] ?? (string?)item["person"]?["name"],
                    (string?)item["group"]?["name"],
                }.OfType<string>()
            );
    }

    [Fact]
    public async Task What_cannot_be_taken_in_is_listed_with_the_reason_and_can_be_downloaded()
    {
        var file = Town(out _);
        file["placements"][0]!["startDate"] = "2026-13-40";

        await Upload(file);
        await App.Drain();
        var page = await pages.Open(pages.Path);
        Assert.Equal("Placeringar 0 1", Counts(page, "Placeringar"));

        page = await pages.Open(page.QuerySelector("#changes .tabs a:last-child")!.GetAttribute("href")!);
        var rows = page.QuerySelectorAll("#changes .row");
        Assert.Equal("1 placering avvisas", rows[0].QuerySelector(".title")!.TextContent);
        var record = rows[rows.Length - 1];
        Assert.StartsWith("Placering: ", record.QuerySelector(".title")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Startdatumet (startDate) ska vara ett datum", record.TextContent, StringComparison.Ordinal);
        Assert.Contains("Placering nr 1 placements[0]", record.TextContent, StringComparison.Ordinal);
        var csv = page.QuerySelector<IHtmlAnchorElement>("#changes a[href$='.csv']")!.GetAttribute("href")!;
        Assert.Contains(
            "bad-date",
            await importing.Api.GetStringAsync(csv["/api/".Length..]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_broken_file_or_none_is_refused_at_the_form()
    {
        await pages.Open("/imports");
        var page = await pages.SendFile("upload", "File", "roster.json", Encoding.UTF8.GetBytes("{\"persons\": ["));
        Assert.StartsWith(
            "Filen slutar mitt i",
            page.QuerySelector("[role=alert]")!.TextContent.Trim(),
            StringComparison.Ordinal
        );

        await pages.SendFile("upload", "File", "roster.json", []);
        Assert.Equal("Välj en fil som inte är tom.", pages.Error("file"));
        Assert.Equal(0, await App.Value<long>("select count(*) from roster.import"));
    }

    [Fact]
    public async Task A_file_larger_than_other_forms_may_be_is_read()
    {
        var file = Town(out _);
        // White space between the values is as good as any other megabyte.
        var large = Encoding.UTF8.GetBytes(file.ToString().Insert(1, new string(' ', 3_000_000)));

        await pages.Open("/imports");
        await pages.SendFile("upload", "File", "large.json", large);

        Assert.Equal(large.Length, await App.Value<long>("select bytes from roster.import"));
    }

    private async Task<IHtmlDocument> Upload(RosterFile file)
    {
        await pages.Open("/imports");
        return await pages.SendFile("upload", "File", "roster.json", file.Utf8);
    }

    private static RosterFile Town(out Guid child)
    {
        var file = new RosterFile();
        var unit = file.Unit();
        child = file.Child(unit, file.Group(unit), file.Person("Anna"), file.Person("Bertil"));
        return file;
    }

    /// <summary>A row of the table of counts, without what is empty.</summary>
    private static string Counts(IHtmlDocument page, string kind) =>
        string.Join(
            ' ',
            page.QuerySelectorAll("tbody tr")
                .Single(row => row.FirstElementChild!.TextContent == kind)
                .Children.Select(cell => cell.TextContent.Trim())
                .Where(text => text != "")
        );
}
