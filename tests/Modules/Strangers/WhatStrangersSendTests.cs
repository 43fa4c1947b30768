using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Dapper;
using Kapprum.Support;
using Kapprum.Tests.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace Kapprum.Tests.Strangers;

/// <summary>
/// Every operation of the API and every form and address of the pages, asked wrongly in every way there is (in the
/// day in some, of each in others): nothing fails, a program is told in problem details and a person on a page, and
/// there is no error in the log. Which there are is read from the description and from the pages, so that a new one is
/// asked by itself.
/// </summary>
public sealed partial class WhatStrangersSendTests(ITestOutputHelper output)
{
    private const int Workers = 3;
    private const int OneIn = 11;

    private readonly ConcurrentQueue<string> faults = new();
    private int sent;
    private int refused;

    [Fact]
    public async Task Every_operation_answers_whatever_it_is_sent()
    {
        await using var app = await App.Start(instead: Errors.Listen);
        var description = JsonNode.Parse(await (await app.Administrator()).Api.GetStringAsync("/openapi/v1.json"))!;
        var operations = description["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(one => (Path: path.Key, one.Key, one.Value)))
            .Select(one => (Name: $"{one.Key.ToUpperInvariant()} {one.Path}", Described: one.Value!))
            .ToList();
        Assert.Contains(operations, operation => operation.Name == "POST /api/absences");

        await Share(app, operations, (cast, one, at) => AskOperation(app, cast, one.Name, one.Described, at));

        await Nothing(app, atLeast: Proof.Size(small: 5_000 / OneIn, whole: 5_000));
    }

    [Fact]
    public async Task Every_page_and_form_answers_whatever_it_is_sent()
    {
        await using var app = await App.Start(instead: Errors.Listen);
        var pages = app
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(page =>
                (
                    Path: "/" + page.RoutePattern.RawText!.Trim('/'),
                    page.Metadata.GetRequiredMetadata<ComponentTypeMetadata>().Type
                )
            )
            .Distinct()
            .ToList();
        Assert.Contains(pages, page => page.Path == "/absence/report");

        await Share(app, pages, (cast, page, at) => AskPage(app, cast, page.Path, page.Type, at));

        await Nothing(app, atLeast: Proof.Size(small: 7_000 / OneIn, whole: 7_000));
    }

    /// <summary>A few at a time, each with people of its own: what is sent also logs out and ends sessions.</summary>
    private static Task Share<T>(App app, List<T> all, Func<Cast, T, int, Task> ask) =>
        Task.WhenAll(
            Enumerable
                .Range(0, Workers)
                .Select(async worker =>
                {
                    foreach (var (at, one) in all.Index().Where(one => one.Index % Workers == worker))
                        await ask(await Cast.Of(app), one, at);
                })
        );

    private async Task AskOperation(App app, Cast cast, string name, JsonNode described, int at)
    {
        var (method, template) = (name[..name.IndexOf(' ')], name[(name.IndexOf(' ') + 1)..]);
        var query = (described["parameters"]?.AsArray() ?? [])
            .Where(parameter => (string?)parameter!["in"] == "query")
            .Select(parameter => (string)parameter!["name"]!)
            .ToArray();
        var body = described["requestBody"]?["content"]?["application/json"]?["example"] as JsonObject;
        var path = Place().Replace(template, Guid.CreateVersion7().ToString());

        var row = Matrix.Rows.FirstOrDefault(row => Place().Replace(row.Name, "{$1}") == name);
        var who = WhoMay(row) ?? Who.Administrator;
        if (row is not null)
        {
            using var asked = await row.Ask(await Scene.Of(cast, who));
            path = asked.RequestUri!.OriginalString;
            if (asked.Content is { } content && JsonNode.Parse(await content.ReadAsStringAsync()) is JsonObject own)
                body = own;
        }

        var operation = new Operation(method, template, path, query, body);
        var api = (await app.As(cast.Person(who))).Api;
        foreach (var wrong in Proof.Some(WrongOperations.Of(operation), at, OneIn))
            await Ask(api, $"{operation}, {wrong.How}", wrong.Make(), IsProblem);
    }

    private async Task AskPage(App app, Cast cast, string template, Type page, int at)
    {
        var row = Matrix.Rows.FirstOrDefault(row => row.Name == $"PAGE {template}");
        var who = WhoMay(row) ?? (row is null ? Who.Nobody : Who.Administrator);
        var path = Place().Replace(template, Guid.CreateVersion7().ToString());
        if (row is not null)
        {
            using var asked = await row.Ask(await Scene.Of(cast, who));
            path = asked.RequestUri!.OriginalString;
        }

        var browser = await Browser(app, who == Who.Nobody ? null : cast.Person(who));
        var query = page.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(member => (member.Name, Said: member.GetCustomAttribute<SupplyParameterFromQueryAttribute>()))
            .Where(member => member.Said is not null)
            .Select(member => member.Said!.Name ?? member.Name)
            .Concat(["child", "refused", "cursor"])
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToArray();
        var forms = await FormsOf(browser, path);

        foreach (var wrong in Proof.Some(WrongForms.OfPage(path, query), at, OneIn))
            await Ask(browser, $"{template}, {wrong.How}", wrong.Make(), IsPage);
        foreach (var (number, form) in forms.Index())
        {
            // Where somebody has logged out, or has no such page any more, the form is refused: again as somebody new.
            browser = await Browser(app, who == Who.Nobody ? null : cast.Person(who));
            var fresh = (await FormsOf(browser, path)).FirstOrDefault(one => one.Name == form.Name) ?? form;
            foreach (var wrong in Proof.Some(WrongForms.Of(fresh), at + number, OneIn))
                await Ask(browser, $"{template} {form.Name}, {wrong.How}", wrong.Make(), IsPage);
        }
    }

    private static Who? WhoMay(Row? row) =>
        row is null
            ? null
            : Enum.GetValues<Who>()
                .Where(who => row.Expected[(int)who] is >= 200 and < 300)
                .Select(who => (Who?)who)
                .FirstOrDefault();

    private async Task Ask(
        HttpClient client,
        string what,
        HttpRequestMessage request,
        Func<HttpResponseMessage, Task<bool>> isTold
    )
    {
        Interlocked.Increment(ref sent);
        using (request)
        using (var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            if ((int)answer.StatusCode < 400)
                return;
            Interlocked.Increment(ref refused);
            if ((int)answer.StatusCode >= 500)
                faults.Enqueue($"{what}: {(int)answer.StatusCode}");
            else if (!await isTold(answer))
                faults.Enqueue($"{what}: {(int)answer.StatusCode} {answer.Content.Headers.ContentType} without a word");
        }
    }

    private static async Task<bool> IsProblem(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
        && JsonNode.Parse(await answer.Content.ReadAsStringAsync()) is { } problem
        && (int?)problem["status"] == (int)answer.StatusCode
        && ((string?)problem["type"])?.StartsWith("/problems/", StringComparison.Ordinal) is true
        && problem["title"] is not null;

    private static async Task<bool> IsPage(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType == "text/html"
        && (await answer.Content.ReadAsStringAsync()).Contains("<h1", StringComparison.Ordinal);

    private async Task Nothing(App app, int atLeast)
    {
        output.WriteLine(
            $"{sent} requests, {refused} refused, {faults.Count} answered badly, {Errors.Of(app).Count} errors logged"
        );
        var logged = Errors.Of(app);
        Assert.True(faults.IsEmpty, string.Join('\n', [.. faults.Order().Take(100), .. logged.Take(5)]));
        Assert.True(logged.Count == 0, string.Join('\n', logged.Take(5)));
        Assert.True(sent >= atLeast, $"Only {sent} requests were sent.");
        var kept = await WithUnseenCharacters(app);
        Assert.True(kept.Count == 0, string.Join('\n', kept));
    }

    /// <summary>Tables in which what nobody sees has been kept, although all kinds of it were sent.</summary>
    private static async Task<List<string>> WithUnseenCharacters(App app)
    {
        await using var db = await app.Connection();
        var tables = await db.QueryAsync<string>(
            """
            select schemaname || '.' || tablename from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema', 'hangfire')
            """
        );
        List<string> found = [];
        foreach (var table in tables)
            if (
                await db.ExecuteScalarAsync<string?>(
                    $@"select t::text from {table} t
                       where t::text ~ U&'[\202A-\202E\2066-\2069\200E\200F\061C\0001-\0008]' limit 1"
                ) is
                { } row
            )
                found.Add($"{table}: {row}");
        return found;
    }

    private static async Task<List<SentForm>> FormsOf(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(path);
        if (answer.StatusCode != HttpStatusCode.OK)
            return [];
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        return
        [
            .. page
                .Forms.Where(form => form.QuerySelector("input[name=_handler]") is not null)
                .Select(form => new SentForm(
                    form.GetAttribute("action") ?? path,
                    form.QuerySelector("input[name=_handler]")!.GetAttribute("value")!,
                    [
                        .. Pages.Filled(form),
                        .. form.QuerySelectorAll("button[name]")
                            .Take(1)
                            .Select(button =>
                                KeyValuePair.Create(button.GetAttribute("name")!, button.GetAttribute("value") ?? "")
                            ),
                    ]
                ))
                .DistinctBy(form => (form.Page, form.Name))
                // The way out is in the frame of every page.
                .Where(form => form.Page != "/log-out" || path == "/log-out"),
        ];
    }

    private static async Task<HttpClient> Browser(App app, Guid? person)
    {
        var cookies = new CookieContainer();
        if (person is { } somebody)
            cookies.Add(new Cookie("kapprum", await app.CookieOf(somebody), "/", new Uri(app.Address).Host));
        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Address),
        };
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return browser;
    }

    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex Place();

    /// <summary>What an application logs as errors.</summary>
    private static class Errors
    {
        // Hangfire logs by way of a static property, so the logs must outlive the applications.
        private static readonly ConcurrentDictionary<ILoggerFactory, ConcurrentQueue<string>> Logs = new();

        public static void Listen(IServiceCollection services)
        {
            var errors = new ConcurrentQueue<string>();
            var log = LoggerFactory.Create(logging =>
                logging.AddProvider(new LogLines(LogLevel.Error, (_, line) => errors.Enqueue(line)))
            );
            Logs[log] = errors;
            services.AddSingleton(log);
        }

        public static IReadOnlyCollection<string> Of(App app) =>
            Logs[app.Services.GetRequiredService<ILoggerFactory>()];
    }
}
