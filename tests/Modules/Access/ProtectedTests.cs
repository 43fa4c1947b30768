using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Kapprum.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kapprum.Tests.Access;

/// <summary>
/// A town in which everybody about the child is protected, and whatever is known of them is a word that stands nowhere
/// else. Every endpoint and page of a module is asked by everybody, and neither a body nor a header, a mail or a line
/// of the log holds such a word, but for those who need it.
/// </summary>
public abstract partial class ProtectedTests<TModule>
    where TModule : IAccessRows, new()
{
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
            .AddProvider(new LogLines(LogLevel.Trace, (_, line) => Logged.Enqueue(line)))
    );

    private readonly IReadOnlyList<IHoldsData> everything = Contributed.All<IHoldsData>();
    private readonly SortedSet<string> leaks = [];
    private readonly HashSet<(Who, string)> seen = [];
    private App app = null!;
    private Cast cast = null!;

    [Fact]
    public async Task Nothing_of_protected_people_is_told_to_anybody_who_does_not_need_it()
    {
        app = await App.Start(instead: services => services.AddSingleton(Log));
        await using var running = app;
        cast = await Cast.Of(app);
        cast.Api(Who.Guardian).DefaultRequestHeaders.Add("X-Forwarded-For", Canary.Address);
        await MailsAreWanted();
        var module = new TModule();

        foreach (var row in module.Rows)
        {
            List<Guid> children = [];
            foreach (var who in Enum.GetValues<Who>())
            {
                var scene = await Scene.Of(cast, who);
                children.Add(scene.Child);
                using var request = await row.Ask(scene);
                await Protect();
                await Ask(who, request);
            }

            await app.Drain();
            await Leave(children);
        }

        if (module is IHoldsData data)
            await AskAboutAChildOfWhomThereIsSomethingEverywhere(data);

        await app.Drain();
        foreach (var mail in app.Mails())
            // Who it is for is on it.
            Look(
                $"mail to {mail.To}",
                App.AllOf(mail).Replace(mail.To.Mailboxes.Single().Address, "", StringComparison.OrdinalIgnoreCase),
                []
            );
        foreach (var line in Logged)
            Look("the log", line, []);

        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
        // Those who need it see it; else there would be nothing to be seen.
        Assert.Superset((module as IHoldsData)?.Shown.ToHashSet() ?? [], seen);
    }

    private async Task AskAboutAChildOfWhomThereIsSomethingEverywhere(IHoldsData data)
    {
        var child = (await Scene.Of(cast, Who.Guardian)).Child;
        foreach (var one in everything)
            await one.Happen(cast, child);
        await Protect(again: true);
        await app.Drain();
        await app.Daily("SendReminders");
        await app.Drain();
        Assert.NotEmpty(app.Mails());
        Assert.Contains(Logged, line => line.Contains("due for a reminder", StringComparison.Ordinal));

        foreach (var place in await data.Places(cast, child))
        foreach (var who in Enum.GetValues<Who>())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, place);
            await Ask(who, request);
        }
    }

    /// <summary>
    /// They leave the group and their guardians: with those of all rows beside them each list would be longer than the
    /// one before.
    /// </summary>
    private Task Leave(IReadOnlyList<Guid> children) =>
        app.Execute(
            """
            update roster.placement set ends_on = @Yesterday where child_id = any(@Children);
            update roster.group_membership set ends_on = @Yesterday where child_id = any(@Children);
            update roster.guardianship set ends_on = @Yesterday where child_id = any(@Children)
            """,
            new { Children = children.ToArray(), Yesterday = app.Today.AddDays(-1) }
        );

    /// <summary>
    /// Protects those who belong to the child's group, and makes what is known of them words that stand nowhere else.
    /// </summary>
    /// <param name="again">Also those who have been protected, and have changed what is known of them.</param>
    private Task Protect(bool again = false) =>
        app.Execute(
            $"""
            create temporary table hidden on commit drop as
            select p.id, about.child
            from (
                select m.child_id as id, true as child from roster.group_membership m where m.group_id = @Group
                union
                select s.guardian_id, false
                from roster.guardianship s
                join roster.group_membership m on m.child_id = s.child_id and m.group_id = @Group
                where s.guardian_id <> @Former
                union
                select @Staff, false) about
            join roster.person p on p.id = about.id and (@again or p.protection = 'none');

            {string.Join(";\n", everything.Select(one => one.Hide).Where(sql => sql != ""))}
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
        var settings = await cast.Api(Who.Guardian).GetAsync("notifications/settings").Json();
        await app.Execute(
            """
            update accounts.account
            set email = person_id || '@example.org', email_key = person_id || '@example.org'
            where email is null;
            insert into notifications.setting (person_id, kind, email)
            select a.person_id, kind, 'at-once'
            from accounts.account a cross join unnest(@Kinds) kind where a.person_id is not null
            """,
            new { Kinds = settings["kinds"]!.AsArray().Select(kind => (string)kind!["kind"]!).ToArray() }
        );
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
        var own = Canary.Words.Where(canary => asked.Contains(canary, StringComparison.OrdinalIgnoreCase)).ToArray();
        var needed = Canary.Needed.GetValueOrDefault(who, []);
        seen.UnionWith(Canary.In(all).Intersect(needed).Select(canary => (who, canary)));
        Look($"{who} {(int)answer.StatusCode} {asked}", all, [.. own, .. needed]);
    }

    private void Look(string where, string text, string[] own)
    {
        var place = Ids().Replace(where, "…");
        leaks.UnionWith(Canary.In(text).Except(own).Select(canary => $"{canary}: {place}"));
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Ids();
}
