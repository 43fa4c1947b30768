using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Kapprum.Kernel;
using Kapprum.Support;

namespace Kapprum.Benchmarks;

/// <summary>
/// What an administrator waits for with somebody on the phone: finding a person, and what the log says of one. One
/// request at a time, over HTTP.
/// </summary>
internal static class Searches
{
    /// <summary>What a city of 200,000 children has in its log after a year.</summary>
    private const int LogOfACity = 1_800_000;

    public static async Task Measure(Site site)
    {
        Figure.Doing("Looking for people");
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = new SchoolTime().GetUtcNow();
        await site.Execute(
            """
            with account as (
                insert into accounts.account (id, user_name, administrator, created_at, activated_at)
                values (gen_random_uuid(), 'bench', true, @now, @now)
                returning id),
            session as (
                insert into accounts.session
                    (id, account_id, kind, assurance, device, created_at, seen_at, expires_at, confirmed_at)
                select gen_random_uuid(), id, 'bearer', 1, 'bench', @now, @now, @now::timestamptz + interval '1 day',
                       @now::timestamptz + interval '1 day'
                from account
                returning id)
            insert into accounts.session_token (hash, session_id, kind, expires_at)
            select @hash, id, 'access', @now::timestamptz + interval '1 day' from session
            """,
            new { now, hash = SHA256.HashData(Encoding.ASCII.GetBytes(token)) }
        );
        await FillLog(site, now);
        Figure.DateText("people", "people", await site.Value<int>("select count(*) from roster.person"));
        Figure.DateText("audit-log", "rows", await site.Value<int>("select count(*) from kernel.audit"));

        var settings = site.Settings();
        settings["Jobs:Run"] = "false";
        await using var host = await HostProcess.Serve(settings);
        using var client = new HttpClient { BaseAddress = new Uri(host.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

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

    /// <summary>A small municipality looks for somebody in a city's log here: what grows with it must not be felt.
    /// </summary>
    private static async Task FillLog(Site site, DateTimeOffset now)
    {
        await site.Execute(
            """
            insert into kernel.audit (id, at, account_id, person_id, action, subject, subject_id)
            select gen_random_uuid(), @now::timestamptz - n * interval '17 seconds', md5('account' || n % 50000)::uuid,
                   md5('person' || n % 50000)::uuid,
                   case when n % 20 = 0 then 'absence.record' when n % 7 = 0 then 'roster.read-person'
                        else 'absence.report' end,
                   'child', md5('child' || n % 200000)::uuid
            from generate_series(1, @LogOfACity - (select count(*) from kernel.audit)) n
            """,
            new { now, LogOfACity }
        );
        await site.Execute("vacuum (analyze) kernel.audit");
    }
}
