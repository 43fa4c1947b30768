using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.Notifications;

public sealed class BellTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task What_is_read_no_longer_counts()
    {
        var (family, ids) = await FamilyWithNotices(3);
        var guardian = family.Guardian.Api;
        Assert.Equal((3, 3), await Unread(guardian, family.Child));

        await guardian.PutAsync($"notifications/{ids[1]}/read", null).Is(HttpStatusCode.NoContent);
        await guardian.PutAsync($"notifications/{ids[1]}/read", null).Is(HttpStatusCode.NoContent);

        Assert.Equal((2, 2), await Unread(guardian, family.Child));
        Assert.Equal([ids[2], ids[0]], Ids(await guardian.GetAsync("notifications?unread=true").Json()));
        var all = await guardian.GetAsync("notifications").Json();
        Assert.Equal([ids[2], ids[1], ids[0]], Ids(all));
        Assert.Equal([false, true, false], all["items"]!.AsArray().Select(item => (bool)item!["read"]!));
    }

    [Fact]
    public async Task Reading_all_leaves_what_came_after_the_last_one_seen()
    {
        var (family, ids) = await FamilyWithNotices(4);
        var guardian = family.Guardian.Api;
        var seen = (await guardian.GetAsync("notifications?limit=2").Json())["items"]![1]!["at"]!.ToString();

        await guardian.Put("notifications/read", new { until = seen }).Is(HttpStatusCode.NoContent);
        Assert.Equal([ids[3]], Ids(await guardian.GetAsync("notifications?unread=true").Json()));

        await guardian.Put("notifications/read", new { }).Is(HttpStatusCode.NoContent);
        Assert.Equal((0, 0), await Unread(guardian, family.Child));
    }

    [Fact]
    public async Task The_list_is_read_page_by_page_and_misses_nothing_that_came_at_the_same_moment()
    {
        var (family, ids) = await FamilyWithNotices(7, apart: TimeSpan.Zero);
        var found = new List<Guid>();

        for (string? cursor = "start"; cursor is not null; )
        {
            var page = await family
                .Guardian.Api.GetAsync($"notifications?limit=3{(cursor == "start" ? "" : $"&cursor={cursor}")}")
                .Json();
            found.AddRange(Ids(page));
            cursor = (string?)page["next"];
        }

        Assert.Equal(ids.Order(), found.Order());
        Assert.Equal(7, found.Count);
        await family.Guardian.Api.GetAsync("notifications?cursor=mine").Refused(HttpStatusCode.BadRequest, "invalid");
        await family.Guardian.Api.GetAsync("notifications?limit=101").Refused(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task A_former_guardian_sees_none_of_it_any_more()
    {
        var family = await app.Family();
        var former = await app.Guardian(family.Child);
        var id = Assert.Single(await Notices(former.Id, family.Child, 1));
        Assert.Equal((1, 1), await Unread(former.Api, family.Child));

        await app.Execute(
            "update roster.guardianship set ends_on = @Yesterday where guardian_id = @Id",
            new { Yesterday = app.Today.AddDays(-1), former.Id }
        );

        Assert.Equal((0, 0), await Unread(await Still(former), family.Child));
        Assert.Empty(Ids(await (await Still(former)).GetAsync("notifications").Json()));
        await (await Still(former))
            .PutAsync($"notifications/{id}/read", null)
            .Refused(HttpStatusCode.NotFound, "not-found");
        Assert.True(
            await app.Value<bool>("select read_at is null from notifications.notice where id = @id", new { id })
        );
    }

    [Fact]
    public async Task Somebody_elses_notice_does_not_exist()
    {
        var (family, ids) = await FamilyWithNotices(1);

        await family
            .Staff.Api.PutAsync($"notifications/{ids[0]}/read", null)
            .Refused(HttpStatusCode.NotFound, "not-found");

        Assert.Equal((1, 1), await Unread(family.Guardian.Api, family.Child));
    }

    [Fact]
    public async Task Who_reads_of_a_protected_child_is_in_the_audit_log()
    {
        var family = await app.Family("confidential");
        await Notices(family.Staff.Id, family.Child, 2);

        Assert.Equal(2, Ids(await family.Staff.Api.GetAsync("notifications").Json()).Count);

        Assert.Equal(
            1,
            await app.Value<int>(
                """
                select count(*)::int from kernel.audit
                where action = 'roster.read-protected' and subject_id = @Child and person_id = @Reader
                """,
                new { family.Child, Reader = family.Staff.Id }
            )
        );
    }

    [Fact]
    public async Task By_default_only_an_unexplained_absence_comes_by_mail_and_it_can_be_chosen_otherwise()
    {
        var family = await app.Family();
        // Of one module; others have kinds of their own.
        var settings = (await family.Guardian.Api.GetAsync("notifications/settings").Json())["kinds"]!
            .AsArray()
            .Where(kind => ((string)kind!["kind"]!).StartsWith("absence-", StringComparison.Ordinal))
            .ToDictionary(kind => (string)kind!["kind"]!, kind => (string?)kind!["email"]);
        Assert.Equal("at-once", settings["absence-unexplained"]);
        Assert.All(settings.Where(kind => kind.Key != "absence-unexplained"), kind => Assert.Equal("none", kind.Value));
        Assert.Contains("absence-reported", settings.Keys);

        var other = await app.Guardian(family.Child);
        var address = $"{other.Id:N}@example.org";
        await app.Execute(
            "update accounts.account set email = @address, email_key = @address where person_id = @Id",
            new { address, other.Id }
        );
        await other
            .Api.Put(
                "notifications/settings",
                new
                {
                    kinds = new[]
                    {
                        new { kind = "absence-reported", email = "at-once" },
                        new { kind = "absence-unexplained", email = "none" },
                    },
                }
            )
            .Is(HttpStatusCode.NoContent);

        await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    from = "06:00",
                    until = "08:00",
                    reason = "ill",
                }
            )
            .Created();
        await app.Drain();
        await family
            .Staff.Api.Post("absences/recorded", new { childId = family.Child, day = app.Today.AddDays(-1) })
            .Created();
        await app.Drain();

        Assert.Equal("En frånvaro är anmäld", Assert.Single(app.MailsTo(address)).Subject);
        Assert.Equal(2, Ids(await other.Api.GetAsync("notifications").Json()).Count);
    }

    [Fact]
    public async Task A_setting_that_makes_no_sense_says_what_would()
    {
        var family = await app.Family();

        var said = await family
            .Staff.Api.Put("notifications/settings", new { kinds = new[] { new { kind = "weather", email = "none" } } })
            .RefusedField("kinds[0].kind");
        Assert.Contains("absence-reported", said);
        await family
            .Staff.Api.Put(
                "notifications/settings",
                new { kinds = new[] { new { kind = "absence-reported", email = "daily" } } }
            )
            .Refused(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task The_number_of_unread_notices_is_told_as_it_changes()
    {
        var family = await app.Family();
        using var request = new HttpRequestMessage(HttpMethod.Get, "notifications/stream");
        using var answer = await family.Staff.Api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(new MediaTypeHeaderValue("text/event-stream"), answer.Content.Headers.ContentType);
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(0, await Next(stream));

        await family.ReportIll(app.Today);
        await app.Drain();
        Assert.Equal(1, await Next(stream));

        await family.Staff.Api.Put("notifications/read", new { }).Is(HttpStatusCode.NoContent);
        Assert.Equal(0, await Next(stream));
    }

    [Fact]
    public async Task Somebody_listens_in_ten_places_at_once_and_no_more()
    {
        var family = await app.Family();
        var open = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Listen()));
        // A stream that is closed makes room for another one.
        List<StreamReader> streams = [];
        foreach (var answer in open)
        {
            streams.Add(new(await answer.Content.ReadAsStreamAsync()));
            Assert.Equal(0, await Next(streams[^1]));
        }

        await Listen().Refused(HttpStatusCode.TooManyRequests, "notifications/too-many-streams");
        streams.ForEach(stream => stream.Dispose());
        using var anothers = await family.Guardian.Api.GetAsync(
            "notifications/stream",
            HttpCompletionOption.ResponseHeadersRead
        );
        Assert.Equal(HttpStatusCode.OK, anothers.StatusCode);

        Task<HttpResponseMessage> Listen() =>
            family.Staff.Api.GetAsync("notifications/stream", HttpCompletionOption.ResponseHeadersRead);
    }

    [Fact]
    public async Task Accounts_that_are_no_persons_listen_in_ten_places_each()
    {
        var (one, other) = (await app.Administrator(), await app.Administrator());
        await app.Execute(
            "update accounts.account set person_id = null where person_id = any(@People)",
            new { People = new[] { one.Id, other.Id } }
        );
        var open = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Listen(one)));
        List<StreamReader> streams = [];
        foreach (var answer in open)
        {
            streams.Add(new(await answer.Content.ReadAsStreamAsync()));
            Assert.Equal(0, await Next(streams[^1]));
        }

        await Listen(one).Refused(HttpStatusCode.TooManyRequests, "notifications/too-many-streams");
        using var others = await Listen(other);
        Assert.Equal(HttpStatusCode.OK, others.StatusCode);
        streams.ForEach(stream => stream.Dispose());

        static Task<HttpResponseMessage> Listen(Actor administrator) =>
            administrator.Api.GetAsync("notifications/stream", HttpCompletionOption.ResponseHeadersRead);
    }

    [Fact]
    public async Task A_notice_of_a_kind_this_host_does_not_know_does_not_count_and_stays_unread()
    {
        var (family, ids) = await FamilyWithNotices(2);
        var guardian = family.Guardian;
        await app.Execute("update notifications.notice set kind = 'gone' where id = @Id", new { Id = ids[0] });

        Assert.Equal((1, 1), await Unread(guardian.Api, family.Child));
        Assert.Equal([ids[1]], Ids(await guardian.Api.GetAsync("notifications?unread=true").Json()));

        await guardian.Api.PutAsync($"notifications/{ids[0]}/read", null).Is(HttpStatusCode.NoContent);
        await guardian.Api.Put("notifications/read", new { }).Is(HttpStatusCode.NoContent);
        Assert.True(
            await app.Value<bool>(
                "select read_at is null from notifications.notice where id = @Id",
                new { Id = ids[0] }
            )
        );
    }

    private static async Task<int> Next(StreamReader stream)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await stream.ReadLineAsync(limit.Token) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return int.Parse(line[6..], System.Globalization.CultureInfo.InvariantCulture);
        throw new EndOfStreamException();
    }

    private static List<Guid> Ids(JsonNode page) => [.. page["items"]!.AsArray().Select(item => (Guid)item!["id"]!)];

    private static async Task<(int Total, int OfChild)> Unread(HttpClient api, Guid child)
    {
        var unread = await api.GetAsync("notifications/unread").Json();
        return ((int)unread["total"]!, (int?)unread["byChild"]![child.ToString()] ?? 0);
    }

    // Former guardians are logged in as long as they are something else; here, guardian of another child.
    private async Task<HttpClient> Still(Actor former) =>
        (await app.Guardian(await app.Child(await app.Group(await app.Unit())), who: former.Id)).Api;

    private async Task<(Family Family, Guid[] Ids)> FamilyWithNotices(int count, TimeSpan? apart = null)
    {
        var family = await app.Family();
        return (family, await Notices(family.Guardian.Id, family.Child, count, apart));
    }

    /// <summary>The earliest first.</summary>
    private async Task<Guid[]> Notices(Guid person, Guid child, int count, TimeSpan? apart = null)
    {
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        for (var i = 0; i < count; i++)
        {
            await app.Absence(ids[i], child, app.Today.AddDays(-i), by: person);
            await app.Execute(
                """
                insert into notifications.notice (id, person_id, kind, about_id, child_id, created_at)
                values (@Id, @person, 'absence-reported', @Id, @child, @At)
                """,
                new
                {
                    Id = ids[i],
                    person,
                    child,
                    At = app.Clock.GetUtcNow() - (count - i) * (apart ?? TimeSpan.FromMinutes(1)),
                }
            );
        }

        return ids;
    }
}

public sealed class OldNoticesTests
{
    [Fact]
    public async Task Notices_are_removed_after_as_many_months_as_the_setting_says()
    {
        await using var app = await App.Start(
            settings: new Dictionary<string, string?> { ["Notifications:KeepMonths"] = "2" }
        );
        foreach (var days in new[] { 59, 62 })
            await app.Execute(
                """
                insert into notifications.notice (id, person_id, kind, about_id, created_at)
                values (@Id, @Id, 'absence-reported', @Id, @At)
                """,
                new { Id = Guid.CreateVersion7(), At = app.Clock.GetUtcNow().AddDays(-days) }
            );

        await app.Purge("notices");

        Assert.Equal(1, await app.Value<int>("select count(*)::int from notifications.notice"));
    }
}
