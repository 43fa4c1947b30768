using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.CareSchedule;

/// <summary>
/// A unit is closed on a day, and the guardians are asked whether they need care then. It is Monday 16 November 2026,
/// 10:00; Friday 18 December is closed.
/// </summary>
public sealed class ClosingDayTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 16, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Closed = new(2026, 12, 18);

    private App app = null!;
    private Family family = null!;
    private Actor head = null!;

    public async Task InitializeAsync()
    {
        app = await App.Start(Monday);
        family = await app.Family();
        head = await app.Headteacher(family.Unit);
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task C19_Guardians_are_told_once_of_a_closing_day_and_asked_until_three_weeks_before()
    {
        await family
            .Guardian.Api.Post(
                $"children/{family.Child}/care-patterns",
                Care.Pattern(family.Unit, new(2026, 12, 7), "08:00-16:00")
            )
            .Is(HttpStatusCode.Created);

        await Close(Closed);
        await app.Drain();

        var day = (
            await family.Guardian.Api.GetAsync($"children/{family.Child}/care-weeks/{Closed:yyyy-MM-dd}").Json()
        )["days"]![4]!["places"]![0]!;
        Assert.Equal("closed", (string?)day["state"]);
        var question = Assert.Single(await Questions())!;
        Assert.Equal("2026-11-27", (string?)question["lastDay"]);
        Assert.Equal(["care-question-asked"], await Told());
        Assert.Equal(HttpStatusCode.OK, await Answer((Guid)question["id"]!, minute: 59, "none"));
        Assert.Equal(HttpStatusCode.Conflict, await Answer((Guid)question["id"]!, minute: 60, "usual"));
    }

    [Fact]
    public async Task A_closing_day_that_is_taken_back_is_asked_about_no_more()
    {
        var id = await Close(Closed);
        await app.Drain();
        Assert.Single(await Questions());

        await head.Api.DeleteAsync($"closing-days/{id}").Is(HttpStatusCode.NoContent);
        await app.Drain();

        Assert.Empty(await Questions());
    }

    [Fact]
    public async Task What_cannot_be_answered_in_time_or_is_not_wanted_is_not_asked()
    {
        await Close(new(2026, 11, 19));
        await head
            .Api.Post(
                "closing-days",
                new
                {
                    day = "2026-12-11",
                    reason = "Planering",
                    unitId = family.Unit,
                    hours = new[] { new { opens = "06:00", closes = "16:00" } },
                }
            )
            .Is(HttpStatusCode.Created);
        await head
            .Api.Put($"settings/care-questions.ask-about-closing-days?unit={family.Unit}", new { value = "false" })
            .Is(HttpStatusCode.NoContent);
        await Close(Closed);
        await app.Drain();

        Assert.Empty(await Questions());
    }

    private async Task<Guid> Close(DateOnly day) =>
        (Guid)
            (
                await head
                    .Api.Post(
                        "closing-days",
                        new
                        {
                            day,
                            reason = "Planering",
                            unitId = family.Unit,
                        }
                    )
                    .Json(HttpStatusCode.Created)
            )["id"]!;

    /// <summary>So many minutes after eleven in the evening of 27 November.</summary>
    private async Task<HttpStatusCode> Answer(Guid question, int minute, string all)
    {
        app.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 27, 22, 0, 0, TimeSpan.Zero).AddMinutes(minute));
        var guardian = await app.As(family.Guardian.Id);
        using var answer = await guardian.Api.Put(
            $"care-questions/{question}/answers",
            new { children = new[] { new { childId = family.Child, all } } }
        );
        return answer.StatusCode;
    }

    private async Task<JsonArray> Questions() =>
        (await family.Guardian.Api.GetAsync("me/care-questions").Json())["items"]!.AsArray();

    private async Task<IEnumerable<string?>> Told() =>
        (await family.Guardian.Api.GetAsync("notifications").Json())["items"]!
            .AsArray()
            .Select(notice => (string?)notice!["kind"]);
}
