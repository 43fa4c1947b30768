using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Dapper;
using Kapprum.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kapprum.Tests.Access;

/// <summary>
/// The forms of a module's pages, sent by everybody who does not see them: whoever may not open a page is refused what
/// is sent to it as well, and nothing changes. Which forms there are is read from the pages, so that a new page is
/// asked by itself.
/// </summary>
public abstract class SentPagesTests<TRows>
    where TRows : IAccessRows, new()
{
    [Fact]
    public async Task Who_may_not_see_a_form_is_refused_what_it_sends_and_nothing_changes()
    {
        await using var app = await App.Start();
        var module = new TRows();

        var (wrong, sent) = await SentPages.Wrong(app, module.Rows);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Superset(module.Forms.ToHashSet(), sent);
    }
}

public sealed class SentPagesCanaryTests
{
    [Fact]
    public async Task What_is_sent_through_a_hole_is_seen()
    {
        await using var app = await App.Start(instead: services =>
            services.Replace(ServiceDescriptor.Singleton<IAuthorizationPolicyProvider, AccessMatrixTests.EveryRole>())
        );

        var (wrong, _) = await SentPages.Wrong(app, Matrix.Rows.Where(row => row.Name == "PAGE /contact"));

        Assert.Contains(
            wrong,
            one => one.Contains(": something has changed in roster.contact", StringComparison.Ordinal)
        );
    }
}

/// <summary>Sends forms as those who do not see them.</summary>
internal static class SentPages
{
    /// <summary>To whom pages show all the forms they have.</summary>
    private static readonly Who[] Concerned = [Who.Guardian, Who.Staff, Who.Headteacher, Who.Administrator];

    public static async Task<(List<string> Wrong, HashSet<string> Sent)> Wrong(App app, IEnumerable<Row> rows)
    {
        var cast = await Cast.Of(app);
        var everybody = Enum.GetValues<Who>();
        var browsers = new Dictionary<Who, Browser>();
        foreach (var who in everybody)
            browsers[who] = await Browser.Of(app, who == Who.Nobody ? null : cast.Person(who));
        List<string> wrong = [];
        HashSet<string> sent = [];

        foreach (var row in rows.Where(row => row.Name.StartsWith("PAGE ", StringComparison.Ordinal)))
        {
            var mayOpen = everybody.Where(who => row.Expected[(int)who] == 200).ToList();
            if (mayOpen.Count == 0)
                continue;

            var toSend =
                new List<(
                    Who Who,
                    string Path,
                    string Form,
                    List<KeyValuePair<string, string>> Fields,
                    int Expected
                )>();
            foreach (var who in everybody)
            {
                using var request = await row.Ask(await Scene.Of(cast, who));
                var path = request.RequestUri!.OriginalString;
                var forms = new Dictionary<string, List<KeyValuePair<string, string>>>();
                foreach (var one in Concerned.Intersect(mayOpen))
                foreach (var (form, fields) in await browsers[one].Forms(path))
                    forms.TryAdd(form, fields);
                var own = mayOpen.Contains(who) ? (await browsers[who].Forms(path)).Keys.ToHashSet() : null;
                foreach (var (form, fields) in forms)
                    if (own?.Contains(form) is not true)
                        toSend.Add((who, path, form, fields, own is null ? row.Expected[(int)who] : 400));
            }

            var before = await Fingerprints(app);
            foreach (var (who, path, form, fields, expected) in toSend)
            {
                var (status, location) = await browsers[who].Send(path, fields);
                if (
                    status != expected
                    || (who == Who.Nobody && location?.Contains("/log-in", StringComparison.Ordinal) is not true)
                )
                    wrong.Add($"{row.Name} {form}: {who} got {status} {location} instead of {expected}");
                sent.Add($"{row.Name["PAGE ".Length..]} {form}");
            }

            var after = await Fingerprints(app);
            wrong.AddRange(
                after
                    .Where(table => before[table.Key] != table.Value)
                    .Select(table => $"{row.Name}: something has changed in {table.Key}")
            );
        }

        return (wrong, sent);
    }

    /// <summary>
    /// What there is in each table. That somebody has come, was seen or has read something is no change.
    /// </summary>
    private static async Task<Dictionary<string, (long, decimal?)>> Fingerprints(App app)
    {
        await using var db = await app.Connection();
        var tables = await db.QueryAsync<string>(
            """
            select schemaname || '.' || tablename from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema', 'hangfire')
              and schemaname || '.' || tablename not in ('accounts.session', 'kernel.audit')
            """
        );
        return (
            await db.QueryAsync<(string Table, long Rows, decimal? Hash)>(
                string.Join(
                    " union all ",
                    tables.Select(table =>
                        $"select '{table}', count(*), sum(hashtextextended(t::text, 0)) from {table} t"
                    )
                )
            )
        ).ToDictionary(one => one.Table, one => (one.Rows, one.Hash));
    }

    /// <summary>Somebody's browser, with the token that its forms carry.</summary>
    private sealed record Browser(HttpClient Client, string Token)
    {
        public static async Task<Browser> Of(App app, Guid? person)
        {
            var cookies = new CookieContainer();
            if (person is { } somebody)
                cookies.Add(new Cookie("kapprum", await app.CookieOf(somebody), "/", new Uri(app.Address).Host));
            var client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false })
            {
                BaseAddress = new Uri(app.Address),
            };
            client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
            // A page that everybody may see has a form of the frame around it.
            var page = new HtmlParser().ParseDocument(await client.GetStringAsync("/offline"));
            return new(client, page.QuerySelector("input[name=form-token]")!.GetAttribute("value")!);
        }

        /// <summary>The forms of a page's own, by name, as they stand; none if it cannot be opened.</summary>
        public async Task<Dictionary<string, List<KeyValuePair<string, string>>>> Forms(string path)
        {
            using var answer = await Client.GetAsync(path);
            if (answer.StatusCode != HttpStatusCode.OK)
                return [];
            var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
            return page
                .Forms.Where(form =>
                    form.QuerySelector("input[name=_handler]") is not null
                    && PathOf(form.GetAttribute("action") ?? path) == PathOf(path)
                )
                .ToDictionary(
                    form => form.QuerySelector("input[name=_handler]")!.GetAttribute("value")!,
                    form => Filled(form)
                );
        }

        public async Task<(int Status, string? Location)> Send(
            string path,
            IEnumerable<KeyValuePair<string, string>> fields
        )
        {
            using var body = new FormUrlEncodedContent(fields.Append(new("form-token", Token)));
            using var answer = await Client.PostAsync(path, body);
            return ((int)answer.StatusCode, answer.Headers.Location?.OriginalString);
        }

        private static string PathOf(string address) => address.Split('?')[0];

        // As it stands, and the first button of those that say something.
        private static List<KeyValuePair<string, string>> Filled(IHtmlFormElement form) =>
            [
                .. Pages.Filled(form).Where(field => field.Key != "form-token"),
                .. form.QuerySelectorAll("button[name]")
                    .Take(1)
                    .Select(button =>
                        KeyValuePair.Create(button.GetAttribute("name")!, button.GetAttribute("value") ?? "")
                    ),
            ];
    }
}
