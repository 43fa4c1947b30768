using System.Net;
using System.Net.Http.Json;
using Kapprum.Support;

namespace Kapprum.Tests.Absence;

public sealed class ChangeAndWithdrawAbsenceTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task A_withdrawn_day_can_be_reported_again()
    {
        var (family, id) = await Reported();

        await family.Guardian.Api.DeleteAsync($"absences/{id}").Is(HttpStatusCode.NoContent);
        await family.Guardian.Api.DeleteAsync($"absences/{id}").Refused(HttpStatusCode.NotFound, "not-found");
        await Report(family, app.Today.AddDays(1)).Created();
    }

    [Fact]
    public async Task The_other_guardian_may_withdraw_it_too()
    {
        var (family, id) = await Reported();
        var other = await app.Guardian(family.Child);

        await other.Api.DeleteAsync($"absences/{id}").Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_report_may_be_withdrawn_and_changed_until_the_childs_day_begins()
    {
        await using var early = await App.Start(new DateTimeOffset(2026, 11, 24, 4, 59, 0, TimeSpan.Zero));
        var family = await early.Family();
        var first = await Report(family, early.Today).Created();
        await family.Guardian.Api.DeleteAsync($"absences/{first}").Is(HttpStatusCode.NoContent);
        var second = await Report(family, early.Today).Created();
        Assert.True((bool)(await family.Guardian.Api.GetAsync($"absences/{second}").Json())["mayChange"]!);

        early.Clock.Advance(TimeSpan.FromMinutes(1));

        await family.Guardian.Api.DeleteAsync($"absences/{second}").Refused(HttpStatusCode.Conflict, "day-has-begun");
        await family.Guardian.Api.Put($"absences/{second}", new { reason = "other" }).Refused(HttpStatusCode.Conflict, "day-has-begun");
        Assert.False((bool)(await family.Guardian.Api.GetAsync($"absences/{second}").Json())["mayChange"]!);
    }

    [Fact]
    public async Task A_stale_change_is_refused()
    {
        var (family, id) = await Reported();
        var read = await family.Guardian.Api.GetAsync($"absences/{id}");
        var tag = read.Headers.ETag!.Tag;

        await Change(tag, "medical").Is(HttpStatusCode.NoContent);
        await Change(tag, "other").Refused(HttpStatusCode.PreconditionFailed, "stale");

        Assert.Equal("medical", (string?)(await family.Guardian.Api.GetAsync($"absences/{id}").Json())["reason"]);

        Task<HttpResponseMessage> Change(string ifMatch, string reason)
        {
            var request = new HttpRequestMessage(HttpMethod.Put, $"absences/{id}") { Content = JsonContent.Create(new { reason }) };
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            return family.Guardian.Api.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_change_may_not_run_into_another_report()
    {
        var family = await app.Family();
        var tomorrow = app.Today.AddDays(1);
        var morning = await Report(family, tomorrow, "08:00", "10:00").Created();
        await Report(family, tomorrow, "10:00", "12:00").Created();

        await family.Guardian.Api.Put($"absences/{morning}", new { reason = "ill", from = "08:00", until = "10:01" })
            .Refused(HttpStatusCode.Conflict, "already-reported");
        await family.Guardian.Api.Put($"absences/{morning}", new { reason = "ill", from = "07:00", until = "10:00" }).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Two_changes_at_once_leave_one_whole()
    {
        var (family, id) = await Reported();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            family.Guardian.Api.Put($"absences/{id}", new { reason = "ill", note = $"{i}", from = $"1{i}:00" })));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        var absence = await family.Guardian.Api.GetAsync($"absences/{id}").Json();
        Assert.Equal($"1{absence["note"]}:00", (string?)absence["from"]);
        Assert.Equal(7, (int)absence["version"]!);
    }

    [Fact]
    public async Task From_the_day_after_a_guardianship_ends_nothing_of_the_child_is_there()
    {
        await using var own = await App.Start();
        var family = await own.Family();
        var leaving = await own.Guardian(family.Child, ends: own.Today);
        var id = await family.Guardian.Api.Post("absences", new { childId = family.Child, day = own.Today, reason = "ill" }).Created();
        await leaving.Api.GetAsync($"absences/{id}").Is(HttpStatusCode.OK);

        own.Clock.Advance(TimeSpan.FromHours(17));

        await family.Guardian.Api.GetAsync($"absences/{id}").Is(HttpStatusCode.OK);
        // Who has no child left is no guardian any more.
        await leaving.Api.GetAsync($"absences/{id}").Is(HttpStatusCode.Forbidden);
    }

    private async Task<(Family, Guid)> Reported()
    {
        var family = await app.Family();
        return (family, await Report(family, app.Today.AddDays(1)).Created());
    }

    private static Task<HttpResponseMessage> Report(Family family, DateOnly day, string? from = null, string? until = null) =>
        family.Guardian.Api.Post("absences", new { childId = family.Child, day, reason = "ill", from, until });
}
