using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Kapprum.Kernel;
using Kapprum.Support;

namespace Kapprum.Benchmarks;

/// <summary>
/// What the week of a unit costs its headteacher, and a child's week its guardian: one request at a time, over HTTP, in
/// a municipality where each child has a pattern and a third change a day each week.
/// </summary>
internal static class Schedules
{
    private const int Weeks = 8;
    private const int Guardians = 60;

    /// <summary>How often each is read before it counts: a host that has just begun translates its code.</summary>
    private const int Warming = 60;

    public static async Task Measure(Site site, Town town)
    {
        Figure.Doing("Filling in schedules");
        var (today, now) = (new SchoolTime().Today(), new SchoolTime().GetUtcNow());
        await site.Execute(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "town", "schedules.sql")),
            new { today, now }
        );
        await site.Execute("vacuum (analyze)");
        Figure.DateText("care-patterns", "rows", await site.Value<int>("select count(*) from careschedule.pattern"));
        Figure.DateText("care-changes", "rows", await site.Value<int>("select count(*) from careschedule.day_change"));

        Figure.Doing("Reading weeks");
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        // The unit whose number of children in care comes nearest to 150, and who leads it.
        var (unit, children) = (
            await site.List<(Guid Unit, int Children)>(
                """
                with led as (
                    select d.person_id, d.unit_id, count(distinct p.child_id)::int as children
                    from roster.duty d
                    join accounts.account a on a.person_id = d.person_id and a.ended_at is null
                    join roster.placement p on p.unit_id = d.unit_id and roster.holds(p.starts_on, p.ends_on, @today)
                    where d.leads and roster.holds(d.starts_on, d.ends_on, @today)
                    group by d.person_id, d.unit_id
                    order by abs(count(distinct p.child_id) - 150), d.unit_id
                    limit 1),
                account as (
                    update accounts.account a set activated_at = @now, user_name = coalesce(user_name, a.id::text)
                    from led where a.person_id = led.person_id
                    returning a.id),
                session as (
                    insert into accounts.session
                        (id, account_id, kind, assurance, device, created_at, seen_at, expires_at)
                    select gen_random_uuid(), id, 'bearer', 1, 'bench', @now, @now,
                           @now::timestamptz + interval '1 day'
                    from account
                    returning id),
                token as (
                    insert into accounts.session_token (hash, session_id, kind, expires_at)
                    select @hash, id, 'access', @now::timestamptz + interval '1 day' from session)
                select unit_id, children from led
                """,
                new
                {
                    today,
                    now,
                    hash = SHA256.HashData(Encoding.ASCII.GetBytes(token)),
                }
            )
        ).Single();
        Figure.DateText("care-week-children", "children", children);

        var settings = site.Settings();
        settings["Jobs:Run"] = "false";
        await using var host = await HostProcess.Serve(settings);
        using var client = new HttpClient { BaseAddress = new Uri(host.Address) };
        var days = Enumerable.Range(0, Weeks).Select(week => today.AddDays(7 * week)).ToList();
        await Read("care-week-of-a-unit", days.Select(day => (token, $"/api/care-weeks/{day:yyyy-MM-dd}?unit={unit}")));
        await Read(
            "staffing-week-of-a-unit",
            days.Select(day => (token, $"/api/units/{unit}/staffing-weeks/{day:yyyy-MM-dd}"))
        );

        var guardians = await site.List<(int N, Guid Child)>(
            "select n, children[1] from bench.guardian where n <= @Guardians order by n",
            new { Guardians }
        );
        var tokens = File.ReadLines(town.GuardiansFile).Take(Guardians).ToArray();
        await Read(
            "care-child-week",
            guardians.Select(one =>
                (tokens[one.N - 1], $"/api/children/{one.Child}/care-weeks/{days[one.N % Weeks]:yyyy-MM-dd}")
            )
        );

        async Task Read(string name, IEnumerable<(string Token, string Path)> wanted)
        {
            var all = wanted.ToList();
            for (var n = 0; n < Warming; n++)
                await Get(all[n % all.Count]);
            List<double> times = [];
            foreach (var one in all)
                times.Add(1000 * await Figure.Seconds(() => Get(one)));
            Figure.DateText($"{name}-milliseconds", "ms", times);
        }

        async Task Get((string Token, string Path) one)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", one.Token);
            await client.GetStringAsync(new Uri(one.Path, UriKind.Relative));
        }
    }
}
