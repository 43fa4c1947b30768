using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kapprum.Kernel;
using Kapprum.Notifications;
using Kapprum.Support;
using Kapprum.Tests.Notifications;
using Kapprum.Tests.Roster;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kapprum.Tests.Access;

/// <summary>
/// A town in which everybody about the child is protected, and whatever is known of them is a word that stands nowhere
/// else. Every endpoint and page is asked by everybody, and neither a body nor a header, a mail or a line of the log
/// holds such a word, but for those who need it.
/// </summary>
public sealed partial class ProtectedTests
{
    private const string Address = "203.0.113.77";

    /// <summary>Each in ASCII, so that no encoding hides it.</summary>
    private static readonly string[] Canaries =
    [
        "Kanariefagel",
        "Sparvhoksson",
        "gulfink",
        "rodhake",
        "Steglitsgatan",
        "Siskeby",
        "Bofinksdotter",
        "Domherreanteckning",
        "Talgoxedatum",
        "0701740658",
        "070-1740658",
        "46701740658",
        "08-7654321",
        "4687654321",
        "20210217",
        "2021-02-17",
        "februari 2021",
        "202102172396",
        Address,
    ];

    /// <summary>
    /// What one needs to do what is one's own to do. Staff with a password only see the child and what is noted, and
    /// not how protected guardians are reached; those of the group here are protected themselves, and see their own
    /// address.
    /// </summary>
    private static readonly Dictionary<Who, string[]> Needed = new()
    {
        [Who.Guardian] = Canaries,
        [Who.Staff] = ["Kanariefagel", "Sparvhoksson", "Domherreanteckning", "gulfink", "rodhake"],
        [Who.Headteacher] = ["Kanariefagel", "Sparvhoksson", "Domherreanteckning"],
    };

    private static readonly ConcurrentQueue<string> Logged = new();

    // Hangfire logs by way of a static property, so the log must outlive the application.
    private static readonly ILoggerFactory Log = LoggerFactory.Create(logging =>
        logging
            .AddConfiguration(
                new ConfigurationBuilder()
                    .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
                    .Build()
                    .GetSection("Logging")
            )
            .AddProvider(new Listens())
    );

    private readonly SortedSet<string> leaks = [];
    private readonly HashSet<(Who, string)> seen = [];
    private App app = null!;
    private Cast cast = null!;

    [Fact]
    public async Task Nothing_of_protected_people_is_told_to_anybody_who_does_not_need_it()
    {
        await Start();
        await using var running = app;
        await MailsAreWanted();

        foreach (var row in Matrix.Rows)
        foreach (var who in Enum.GetValues<Who>())
        {
            using var request = await row.Ask(await Scene.Of(cast, who));
            await Protect();
            await Ask(who, request);
        }

        // A child of the town about whom there is something everywhere.
        var child = (await Scene.Of(cast, Who.Guardian)).Child;
        var absence = await cast.Api(Who.Guardian)
            .Post(
                "absences",
                new
                {
                    childId = child,
                    day = app.Today.AddDays(1),
                    reason = "ill",
                    note = "Domherreanteckning",
                }
            )
            .Created();
        await cast.Api(Who.Staff).Post("absences/recorded", new { childId = child, day = app.Today }).Created();
        var guardian = cast.Person(Who.Guardian);
        foreach (var who in Enum.GetValues<Who>().Except([Who.Nobody]))
            await new Scene(cast, who).NoticeOf(child);
        await Protect(again: true);
        await app.Settle();
        await app.Send(new SendReminders());
        await app.Settle();

        var yesterday = $"{app.Today.AddDays(-1):yyyy-MM-dd}";
        const string civic = "202102172396";
        await app.Execute("update roster.person set civic_no = @civic where id = @child", new { civic, child });
        string[] all =
        [
            "/notifications",
            "/notifications?child=all&unread=true",
            $"/notifications?child={child}",
            $"/api/notifications?child={child}",
            "/api/notifications?limit=1",
            $"/absence?child={child}",
            $"/absence/report?for={child}",
            $"/?child={child}",
            "/",
            $"/absence/{absence}",
            $"/absence/undo?id={absence}",
            $"/api/children/{child}/absences?limit=1",
            $"/children/{child}/contacts?back=/day",
            $"/day?day={yesterday}",
            $"/day/{child}?day={yesterday}",
            $"/day?group={cast.Group}",
            $"/api/absences/day?day={yesterday}",
            $"/api/absences/day?day={app.Today.AddDays(1):yyyy-MM-dd}",
            $"/units/{cast.Unit}",
            $"/units/{cast.Unit}/groups/{cast.Group}",
            "/api/units?search=a",
            "/units?search=a",
            "/api/people?search=kanariefagel",
            "/api/people?search=gulfink",
            "/api/people?search=gulfink@",
            $"/api/people?search=gulfink-{guardian}@example.org",
            $"/api/people?search={civic}",
            "/people?search=kanariefagel",
            $"/people?search={civic}",
            "/api/people?search=together@example.org",
            "/api/people?search=together@example.org&limit=1",
            "/people?search=together@example.org",
            $"/audit?about={child}",
            $"/audit?about={guardian}",
            $"/audit?who={guardian}",
            "/audit?action=roster.read-protected",
            $"/api/audit?about={child}&limit=200",
            $"/api/audit?who={guardian}&limit=200",
            $"/api/audit?about={cast.Person(Who.Staff)}",
            $"/api/audit?who=rodhake-{guardian}",
            .. from person in new[]
            {
                child,
                guardian,
                cast.Person(Who.Staff),
                cast.Person(Who.Former),
                await Relative(child),
            }
            from path in new[]
            {
                $"/people/{person}",
                $"/api/people/{person}",
                $"/people/{person}/account",
                $"/api/people/{person}/account",
            }
            select path,
            .. await Imports(child),
        ];
        foreach (var path in all)
        foreach (var who in Enum.GetValues<Who>())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            await Ask(who, request);
        }

        await app.Settle();
        var mails = app.Mails();
        Assert.NotEmpty(mails);
        foreach (var mail in mails)
            // Who it is for is on it.
            Look(
                $"mail to {mail.To}",
                App.AllOf(mail).Replace(mail.To.Mailboxes.Single().Address, "", StringComparison.OrdinalIgnoreCase),
                []
            );
        Assert.Contains(Logged, line => line.Contains("due for a reminder", StringComparison.Ordinal));
        foreach (var line in Logged)
            Look("the log", line, []);

        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
        // Those who need it see it; else there would be nothing to be seen.
        Assert.All(
            Needed.Keys,
            who => Assert.All(["Kanariefagel", "Domherreanteckning"], canary => Assert.Contains((who, canary), seen))
        );
        Assert.All(
            ["Steglitsgatan", "Bofinksdotter", "070-1740658"],
            canary => Assert.Contains((Who.Guardian, canary), seen)
        );
    }

    private async Task Start()
    {
        app = await App.Start(instead: services => services.AddSingleton(Log));
        cast = await Cast.Of(app);
        cast.Api(Who.Guardian).DefaultRequestHeaders.Add("X-Forwarded-For", Address);
    }

    /// <summary>
    /// Protects those who belong to the child's group, and makes what is known of them words that stand nowhere else.
    /// </summary>
    /// <param name="again">Also those who have been protected, and have changed what is known of them.</param>
    private Task Protect(bool again = false) =>
        app.Execute(
            """
            create temporary table hidden on commit drop as
            select p.id, about.child
            from (
                select m.child_id as id, true as child from roster.group_membership m where m.group_id = @Group
                union
                select s.guardian_id, false from roster.guardianship s join roster.group_membership m on m.child_id = s.child_id and m.group_id = @Group
                where s.guardian_id <> @Former
                union
                select @Staff, false) about
            join roster.person p on p.id = about.id and (@again or p.protection = 'none');

            update roster.person p
            set protection = 'confidential', given_name = 'Kanariefagel', family_name = 'Sparvhoksson', email = 'gulfink-' || p.id || '@example.org',
                work_email = case when h.child then 'together@example.org' end, phone = '070-1740658', street = 'Steglitsgatan 7', city = 'Siskeby',
                civic_no = '20210217-' || p.id, birth_date = case when h.child then '2021-02-17'::date else p.birth_date end
            from hidden h where h.id = p.id;
            update accounts.account a set user_name = 'rodhake-' || a.person_id, email = 'gulfink-' || a.person_id || '@example.org',
                                          email_key = 'gulfink-' || a.person_id || '@example.org'
            from hidden h where h.id = a.person_id;
            insert into roster.contact (person_id, phone, street, city, emergency_name, emergency_phone, kept_at)
            select id, '070-1740658', 'Steglitsgatan 7', 'Siskeby', 'Bofinksdotter', '08-7654321', @Now from hidden where not child
            on conflict (person_id) do update
            set phone = excluded.phone, street = excluded.street, city = excluded.city, emergency_name = excluded.emergency_name, emergency_phone = excluded.emergency_phone;
            update absence.absence set note = 'Domherreanteckning' where note is null
            """,
            new
            {
                again,
                cast.Group,
                Former = cast.Person(Who.Former),
                Staff = cast.Person(Who.Staff),
                Now = app.Clock.GetUtcNow(),
            }
        );

    /// <summary>Everybody has an address and wants a mail of whatever there is.</summary>
    private async Task MailsAreWanted()
    {
        await app.Execute(
            """
            update accounts.account set email = person_id || '@example.org', email_key = person_id || '@example.org' where email is null;
            insert into notifications.setting (person_id, kind, email)
            select a.person_id, kind, 'at-once'
            from accounts.account a cross join unnest(@Kinds) kind where a.person_id is not null
            """,
            new { Kinds = NoticeKind.For(Roles.Guardian).ToArray() }
        );
    }

    /// <summary>
    /// Somebody unprotected of whom the child is a child, whatever that means: no guardian's rights come of it.
    /// </summary>
    private async Task<Guid> Relative(Guid child)
    {
        var relative = await app.Person();
        await app.Guardian(child, kind: "contact", who: relative);
        return relative;
    }

    /// <summary>What there is to be seen of an import in which they are added, changed and in some way wrong.</summary>
    private async Task<string[]> Imports(Guid child)
    {
        var file = new RosterFile();
        var unit = file.Unit();
        var group = file.Group(unit);
        var hidden = Person("Kanariefagel");
        var newlyHidden = Person("Kanariefagel", child);
        var guardian = Person("Kanariefagel");
        foreach (var one in new[] { hidden, newlyHidden })
        {
            file.Placement(one, unit, group);
            file.Guardian(one, guardian);
        }

        file.Duty(guardian, unit, group: group);
        // What is wrong with somebody protected is found, too, in what refers to it.
        file.Guardian(hidden, hidden);
        file.Enrol(hidden, Guid.CreateVersion7());
        var broken = Person("Kanariefagel");
        file.Find(broken)["birthDate"] = "Talgoxedatum";

        using var body = new ByteArrayContent(file.Utf8)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        var import = (Guid)
            (await cast.Api(Who.Administrator).PostAsync("roster/imports", body).Json(HttpStatusCode.Accepted))["id"]!;
        await app.Settle();
        Assert.Equal(
            "previewed",
            (string?)(await cast.Api(Who.Administrator).GetAsync($"roster/imports/{import}").Json())["status"]
        );
        string[] kinds = ["person", "guardianship", "placement", "enrolment", "membership", "duty", "assignment"];
        return
        [
            "/imports",
            $"/imports/{import}",
            $"/imports/{import}?kind=rejected",
            $"/api/roster/imports/{import}",
            $"/api/roster/imports/{import}/changes?limit=200",
            $"/api/roster/imports/{import}/rejections",
            $"/api/roster/imports/{import}/rejections.csv",
            .. kinds.SelectMany(kind =>
                new[] { $"/imports/{import}?kind={kind}", $"/api/roster/imports/{import}/changes?kind={kind}&limit=1" }
            ),
        ];

        Guid Person(string given, Guid? known = null)
        {
            var person = file.Person(given, "Sparvhoksson", birth: "2021-02-17", email: "gulfink@example.org");
            var record = file.Find(person);
            record["securityMarking"] = "Sekretessmarkering";
            if (known is { } id)
                record["id"] = id.ToString();
            return known ?? person;
        }
    }

    private async Task Ask(Who who, HttpRequestMessage request)
    {
        var asked = $"{request.Method} {Uri.UnescapeDataString(request.RequestUri!.OriginalString)}";
        using var answer = await cast.Api(who).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var body = new StreamReader(await answer.Content.ReadAsStreamAsync());
        // A stream has no end: what is told at once.
        var text =
            answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
                ? await body.ReadLineAsync() + await body.ReadLineAsync()
                : WebUtility.HtmlDecode(await body.ReadToEndAsync());
        var all = $"{answer.Headers}\n{answer.Content.Headers}\n{text}";

        // What somebody has written into a search is in its field again.
        var own = Canaries.Where(canary => asked.Contains(canary, StringComparison.OrdinalIgnoreCase)).ToArray();
        var needed = Needed.GetValueOrDefault(who, []);
        seen.UnionWith(Found(all).Intersect(needed).Select(canary => (who, canary)));
        Look($"{who} {(int)answer.StatusCode} {asked}", all, [.. own, .. needed]);
    }

    private void Look(string where, string text, string[] own)
    {
        var place = Ids().Replace(where, "…");
        leaks.UnionWith(Found(text).Except(own).Select(canary => $"{canary}: {place}"));
    }

    /// <summary>Also within what only looks as if it meant nothing: a cursor is text in Base64.</summary>
    private static IEnumerable<string> Found(string text)
    {
        var readable = new StringBuilder(text);
        foreach (Match word in Encoded().Matches(text))
            if (Base64Url.IsValid(word.Value))
                readable.Append('\n').Append(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(word.Value)));
        var all = readable.ToString();
        return Canaries.Where(canary => all.Contains(canary, StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex("[A-Za-z0-9_-]{24,}")]
    private static partial Regex Encoded();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Ids();

    private sealed class Listens : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Logged.Enqueue($"{formatter(state, exception)}\n{exception}");

        public void Dispose() { }
    }
}
