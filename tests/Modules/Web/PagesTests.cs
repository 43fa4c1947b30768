using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Kapprum.Support;

namespace Kapprum.Tests.Web;

public sealed partial class PagesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task An_unknown_page_says_so_kindly_in_the_readers_language_and_the_api_says_it_as_data()
    {
        var page = await (await app.Pages()).Open("/no-such-page", HttpStatusCode.NotFound);
        Assert.Equal("Sidan finns inte", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("sv", page.DocumentElement.GetAttribute("lang"));

        page = await (await app.Pages(language: "en")).Open("/no-such-page", HttpStatusCode.NotFound);
        Assert.Equal("There is no such page", page.QuerySelector("h1")!.TextContent);

        var family = await app.Family();
        await family.Guardian.Api.GetAsync("no-such-thing").Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task What_a_page_may_not_show_looks_as_if_it_did_not_exist()
    {
        var family = await app.Family();
        var stranger = await app.Family();
        var absence = await family.ReportIll(app.Today);

        var page = await (await app.Pages(stranger.Guardian.Id)).Open($"/absence/{absence}", HttpStatusCode.NotFound);
        Assert.Equal("Sidan finns inte", page.QuerySelector("h1")!.TextContent);
        page = await (await app.Pages(family.Staff.Id)).Open("/absence/report", HttpStatusCode.Forbidden);
        Assert.Equal("Du har inte tillgång till sidan", page.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Who_has_no_children_here_is_led_from_the_start_page_to_his_work()
    {
        var family = await app.Family();
        var staff = await app.Pages(family.Staff.Id);

        await staff.Open("/");

        Assert.Equal("/day", staff.Path);
    }

    [Fact]
    public async Task When_the_database_does_not_answer_there_is_still_a_page_that_says_so()
    {
        await using var other = await App.Start();
        var family = await other.Family();
        var guardian = await other.Pages(family.Guardian.Id);
        await guardian.Open("/");
        other.Clock.Advance(TimeSpan.FromMinutes(2));
        await other.Execute("alter schema roster rename to gone; alter table accounts.session rename to gone;");

        var page = await guardian.Open("/absence", HttpStatusCode.InternalServerError);

        Assert.Equal("Något gick fel hos oss", page.QuerySelector("h1")!.TextContent);
    }

    [Theory]
    [InlineData("/style")]
    [InlineData("/problem/200")]
    public async Task What_is_for_developers_or_no_error_is_not_there(string path) =>
        await (await app.Pages()).Open(path, HttpStatusCode.NotFound);

    [Fact]
    public async Task A_first_visit_loads_little_all_of_it_from_here_and_all_files_are_kept_for_a_year()
    {
        var family = await app.Family();
        var page = await (await app.Pages(family.Guardian.Id)).Open("/");
        var files = page.QuerySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src]")
            .Select(link => link.GetAttribute("href") ?? link.GetAttribute("src")!)
            .Distinct()
            .ToList();
        Assert.All(files, file => Assert.StartsWith("/", file));
        Assert.Contains(files, file => file.EndsWith(".css", StringComparison.Ordinal));

        using var client = app.Client();
        var total = 0L;
        foreach (var file in files)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, file);
            request.Headers.AcceptEncoding.Add(new("br"));
            using var answer = await client.SendAsync(request);
            var size = (await answer.Content.ReadAsByteArrayAsync()).Length;
            total += size;

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("max-age=31536000, immutable", string.Join(", ", answer.Headers.GetValues("Cache-Control")));
            if (!file.EndsWith(".woff2", StringComparison.Ordinal))
                Assert.Contains("br", answer.Content.Headers.ContentEncoding);
        }

        Assert.InRange(files.Count + 1, 1, 6);
        Assert.InRange(total + Compressed(page.DocumentElement.OuterHtml), 1, 44 * 1024);
    }

    private static long Compressed(string page)
    {
        using var result = new MemoryStream();
        using (var brotli = new BrotliStream(result, CompressionLevel.Fastest, leaveOpen: true))
            brotli.Write(Encoding.UTF8.GetBytes(page));
        return result.Length;
    }

    [Fact]
    public async Task A_page_holds_no_inline_style_or_script_which_its_policy_would_refuse()
    {
        var family = await app.Family();
        var guardian = await app.Pages(family.Guardian.Id);
        foreach (var path in new[] { "/", "/absence", "/absence/report", "/offline" })
        {
            var page = await guardian.Open(path);
            Assert.Empty(page.QuerySelectorAll("[style], style, script:not([src])"));
            Assert.DoesNotContain(
                page.All,
                element =>
                    element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal))
            );
        }
    }

    [Fact]
    public async Task The_language_is_chosen_on_the_page_and_the_reader_stays_where_he_was()
    {
        var reader = await app.Pages();
        await reader.Open("/offline");

        var page = await reader.Send(".languages", ("language", "en"));

        Assert.Equal("/offline", reader.Path);
        Assert.Equal("No connection", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("en", reader.Cookies["language"]!.Value);
    }

    [Theory]
    [InlineData("//evil.example.org/")]
    [InlineData(@"/\evil.example.org/")]
    [InlineData("https://evil.example.org/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example.org/")]
    [InlineData("/start\r\nSet-Cookie: a=b")]
    public async Task Choosing_a_language_leads_nowhere_else(string back)
    {
        using var client = app.Client(keepCookies: true);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var token = Token().Match(await client.GetStringAsync("/offline")).Groups[1].Value;

        var answer = await client.PostAsync(
            "/language",
            new FormUrlEncodedContent([new("form-token", token), new("language", "en"), new("back", back)])
        );

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_on_a_page()
    {
        using var client = app.Client();
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");

        var answer = await client.PostAsync("/language", new FormUrlEncodedContent([new("language", "en")]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Det gick inte", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_chosen_child_holds_from_page_to_page_until_all_are_chosen()
    {
        var family = await app.Family();
        var sibling = await app.Child(family.Group, givenName: "Syskonet");
        await app.Guardian(sibling, who: family.Guardian.Id);
        var guardian = await app.Pages(family.Guardian.Id);

        Assert.Equal(2, Cards(await guardian.Open("/absence")));
        Assert.Equal(1, Cards(await guardian.Open($"/absence?child={sibling}")));
        var page = await guardian.Open("/absence");
        Assert.Equal(1, Cards(page));
        Assert.Equal("Syskonet", page.QuerySelector(".rail [aria-current] b")!.TextContent);

        var strange = await app.Family();
        Assert.Equal(1, Cards(await guardian.Open($"/absence?child={strange.Child}")));
        Assert.Equal(2, Cards(await guardian.Open("/absence?child=all")));

        static int Cards(IParentNode page) => page.QuerySelectorAll("main > section.card").Length;
    }

    [GeneratedRegex("name=\"form-token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
