using System.Net.Http.Headers;
using Kapprum.Support;

namespace Kapprum.Benchmarks;

/// <summary>
/// What an administrator waits for with somebody on the phone: finding a person, and what the log says of one. One
/// request at a time, over HTTP.
/// </summary>
internal static class Searches
{
    public static async Task Measure(Site site, Town town)
    {
        Figure.Doing("Looking for people");
        await site.Execute(
            """
            update accounts.account set administrator = true where id = (select account from bench.guardian where n = 1)
            """
        );
        Figure.DateText("people", "people", await site.Value<int>("select count(*) from roster.person"));
        Figure.DateText("audit-log", "rows", await site.Value<int>("select count(*) from kernel.audit"));

        var settings = site.Settings();
        settings["Jobs:Run"] = "false";
        await using var host = await HostProcess.Serve(settings);
        using var client = new HttpClient { BaseAddress = new Uri(host.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            File.ReadLines(town.GuardiansFile).First()
        );

        // As people type: two letters, a name, two beginnings, an address, a whole number.
        var people = await site.List<(Guid Id, string Given, string Family, string? Email, string? CivicNo)>(
            """
            select id, given_name, family_name, email, civic_no from roster.person where protection = 'none'
            order by md5(id::text) limit 60
            """
        );
        await DateText(
            "people-search",
            "/api/people?search=",
            people
                .SelectMany(one =>
                    new[] { one.Given[..2], one.Family, $"{one.Given[..3]} {one.Family[..3]}", one.Email, one.CivicNo }
                )
                .OfType<string>()
        );
        await DateText("audit-of-a-person", "/api/audit?about=", people.Select(one => $"{one.Id}"));
        await DateText(
            "audit-of-an-action",
            "/api/audit?action=",
            ["absence.report", "absence.record", "roster.read-person"]
        );

        async Task DateText(string name, string path, IEnumerable<string> wanted)
        {
            var paths = wanted.Select(one => path + Uri.EscapeDataString(one)).ToArray();
            await client.GetStringAsync(new Uri(paths[0], UriKind.Relative));
            List<double> times = [];
            foreach (var one in paths)
                times.Add(1000 * await Figure.Seconds(() => client.GetStringAsync(new Uri(one, UriKind.Relative))));

            Figure.DateText($"{name}-milliseconds", "ms", times);
        }
    }
}
