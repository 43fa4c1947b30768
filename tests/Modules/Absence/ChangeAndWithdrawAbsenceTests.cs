using System.Net;
using System.Net.Http.Json;
using Dapper;
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
        await using var early = await App.Start(new DateTimeOffset(2026, 11, 24, 4, 40, 0, TimeSpan.Zero));
        var family = await early.Family();
        var first = await Report(family, early.Today).Created();
        await family.Guardian.Api.DeleteAsync($"absences/{first}").Is(HttpStatusCode.NoContent);
        var second = await Report(family, early.Today).Created();
        early.Clock.Advance(TimeSpan.FromMinutes(19));
        Assert.True((bool)(await family.Guardian.Api.GetAsync($"absences/{second}").Json())["mayChange"]!);

        early.Clock.Advance(TimeSpan.FromMinutes(1));

        await family
            .Guardian.Api.DeleteAsync($"absences/{second}")
            .Refused(HttpStatusCode.Conflict, "absence/day-has-begun");
        await family
            .Guardian.Api.Put($"absences/{second}", new { reason = "other" })
            .Refused(HttpStatusCode.Conflict, "absence/day-has-begun");
        Assert.False((bool)(await family.Guardian.Api.GetAsync($"absences/{second}").Json())["mayChange"]!);
    }

    [Fact]
    public async Task Who_has_just_reported_may_undo_it_for_ten_minutes_although_the_day_has_begun()
    {
        await using var own = await App.Start();
        var family = await own.Family();
        var other = await own.Guardian(family.Child);
        var first = await Report(family, own.Today).Created();
        own.Clock.Advance(TimeSpan.FromMinutes(9));
        await other.Api.DeleteAsync($"absences/{first}").Refused(HttpStatusCode.Conflict, "absence/day-has-begun");
        Assert.Equal((true, false), await May(family.Guardian, first));

        await family.Guardian.Api.DeleteAsync($"absences/{first}").Is(HttpStatusCode.NoContent);
        var second = await Report(family, own.Today).Created();
        own.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal((false, false), await May(family.Guardian, second));
        await family
            .Guardian.Api.DeleteAsync($"absences/{second}")
            .Refused(HttpStatusCode.Conflict, "absence/day-has-begun");

        static async Task<(bool Withdraw, bool Change)> May(Actor guardian, Guid id)
        {
            var absence = await guardian.Api.GetAsync($"absences/{id}").Json();
            return ((bool)absence["mayWithdraw"]!, (bool)absence["mayChange"]!);
        }
    }

    [Fact]
    public async Task A_change_that_meets_a_report_still_under_way_is_refused_once_that_is_in()
    {
        var family = await app.Family();
        var tomorrow = app.Today.AddDays(1);
        var morning = await Report(family, tomorrow, "08:00", "10:00").Created();
        var noon = await Report(family, tomorrow, "12:00", "13:00").Created();
        await using var db = await app.Connection();
        await using var underWay = await db.BeginTransactionAsync();
        await db.ExecuteAsync("update absence.absence set from_time = '11:00' where id = @noon", new { noon });

        var change = family.Guardian.Api.Put(
            $"absences/{morning}",
            new
            {
                reason = "ill",
                from = "08:00",
                until = "11:30",
            }
        );
        while (
            !change.IsCompleted
            && !await app.Value<bool>(
                """
                select exists (
                    select from pg_stat_activity
                    where datname = current_database() and @ProcessID = any(pg_blocking_pids(pid)))
                """,
                new { db.ProcessID }
            )
        )
            await Task.Delay(20);
        Assert.False(change.IsCompleted);
        await underWay.CommitAsync();

        await change.Refused(HttpStatusCode.Conflict, "absence/already-reported");
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
            var request = new HttpRequestMessage(HttpMethod.Put, $"absences/{id}")
            {
                Content = JsonContent.Create(new { reason }),
            };
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            return family.Guardian.Api.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_stale_explanation_or_withdrawal_is_refused()
    {
        var family = await app.Family();
        var id = await family
            .Staff.Api.Post("absences/recorded", new { childId = family.Child, day = app.Today })
            .Created();
        var tag = (await family.Staff.Api.GetAsync($"absences/{id}")).Headers.ETag!.Tag;
        await family
            .Guardian.Api.Post($"absences/{id}/explanation", new { reason = "medical" })
            .Is(HttpStatusCode.NoContent);

        await Stale(
            new(HttpMethod.Post, $"absences/{id}/explanation") { Content = JsonContent.Create(new { reason = "ill" }) }
        );
        await Stale(new(HttpMethod.Delete, $"absences/{id}"));

        Assert.Equal("medical", (string?)(await family.Guardian.Api.GetAsync($"absences/{id}").Json())["reason"]);

        Task Stale(HttpRequestMessage request)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
            return family.Staff.Api.SendAsync(request).Refused(HttpStatusCode.PreconditionFailed, "stale");
        }
    }

    [Fact]
    public async Task The_notes_of_a_school_year_are_removed_when_it_is_over()
    {
        await using var own = await App.Start(new DateTimeOffset(2027, 6, 30, 20, 0, 0, TimeSpan.Zero));
        var family = await own.Family();
        var id = await family
            .Staff.Api.Post(
                "absences/recorded",
                new
                {
                    childId = family.Child,
                    day = own.Today,
                    reason = "ill",
                    note = "Feber sedan i natt",
                }
            )
            .Created();

        await own.Purge("absence-notes");
        Assert.Equal(
            "Feber sedan i natt",
            (string?)(await family.Guardian.Api.GetAsync($"absences/{id}").Json())["note"]
        );
        own.Clock.Advance(TimeSpan.FromHours(6));
        await own.Purge("absence-notes");

        Assert.Null((await family.Guardian.Api.GetAsync($"absences/{id}").Json())["note"]);
    }

    [Fact]
    public async Task A_change_may_not_run_into_another_report()
    {
        var family = await app.Family();
        var tomorrow = app.Today.AddDays(1);
        var morning = await Report(family, tomorrow, "08:00", "10:00").Created();
        await Report(family, tomorrow, "10:00", "12:00").Created();

        await family
            .Guardian.Api.Put(
                $"absences/{morning}",
                new
                {
                    reason = "ill",
                    from = "08:00",
                    until = "10:01",
                }
            )
            .Refused(HttpStatusCode.Conflict, "absence/already-reported");
        await family
            .Guardian.Api.Put(
                $"absences/{morning}",
                new
                {
                    reason = "ill",
                    from = "07:00",
                    until = "10:00",
                }
            )
            .Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Two_changes_at_once_leave_one_whole()
    {
        var (family, id) = await Reported();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    family.Guardian.Api.Put(
                        $"absences/{id}",
                        new
                        {
                            reason = "ill",
                            note = $"{i}",
                            from = $"1{i}:00",
                        }
                    )
                )
        );

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
        var id = await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = own.Today,
                    reason = "ill",
                }
            )
            .Created();
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

    private static Task<HttpResponseMessage> Report(
        Family family,
        DateOnly day,
        string? from = null,
        string? until = null
    ) =>
        family.Guardian.Api.Post(
            "absences",
            new
            {
                childId = family.Child,
                day,
                reason = "ill",
                from,
                until,
            }
        );
}
