using System.Net;
using Kapprum.Support;

namespace Kapprum.Tests.Absence;

/// <summary>A part of a day never becomes a whole one by itself.</summary>
public sealed class PartOfDayTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task A_note_added_to_a_part_of_a_day_leaves_the_part()
    {
        var family = await app.Family();
        var id = await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today.AddDays(1),
                    reason = "medical",
                    from = "10:00",
                    until = "11:00",
                }
            )
            .Created();
        var guardian = await app.Pages(family.Guardian.Id);
        await guardian.Open($"/absence/{id}");

        await guardian.Send("change", ("Note", "Vi kommer till lunchen"));

        var absence = await family.Guardian.Api.GetAsync($"absences/{id}").Json();
        Assert.Equal(
            ("10:00", "11:00", false, "Vi kommer till lunchen"),
            ((string?)absence["from"], (string?)absence["until"], (bool)absence["wholeDay"]!, (string?)absence["note"])
        );
    }

    [Fact]
    public async Task A_refused_report_keeps_the_part_and_its_times_and_is_sent_as_it_stands()
    {
        var family = await app.Family();
        var guardian = await app.Pages(family.Guardian.Id);
        await guardian.Open("/absence/report");

        var page = await guardian.Send("report", ("Part", "part"), ("From", "10:00"), ("Until", "11:00"));
        Assert.NotNull(guardian.Error("reason"));
        Assert.Equal("part", page.QuerySelector("[name=Part][checked]")!.GetAttribute("value"));
        await guardian.Send("report", HttpStatusCode.OK, ("Reason", "Medical"));

        Assert.Equal(
            "10:00:00-11:00:00",
            await app.Value<string>(
                "select from_time || '-' || until_time from absence.absence where child_id = @Child",
                new { family.Child }
            )
        );
    }
}
