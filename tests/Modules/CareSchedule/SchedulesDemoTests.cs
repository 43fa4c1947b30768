using System.Net;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.CareSchedule;

/// <summary>What a newcomer sees of schedules in the demo. It is Monday 30 November 2026, 10:00.</summary>
public sealed class SchedulesDemoTests
{
    [Fact]
    public async Task Children_come_when_their_places_are_open_homes_take_turns_and_somebody_waits_for_an_answer()
    {
        await using var app = await App.Start(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));
        var (family, neighbour) = (await app.Family(), await app.Family());
        var other = await app.Guardian(family.Child);
        var night = await app.Unit(opens: "00:00", closes: "24:00");
        for (var child = 0; child < 12; child++)
            await app.Guardian(await app.Child(await app.Group(child % 2 == 0 ? family.Unit : night)));
        var demo = new DemoData(new Secret("demo"))
        {
            LogIns =
            {
                new("vardnadshavare1", family.Guardian.Id, "", ""),
                new("vardnadshavare2", other.Id, "", ""),
                new("vardnadshavare3", neighbour.Guardian.Id, "", ""),
            },
        };

        await using (var scope = app.Services.CreateAsyncScope())
            await scope
                .ServiceProvider.GetServices<IDemoPart>()
                .Single(part => part.GetType().Name == "SchedulesDemo")
                .Load(demo, default);

        var counts = await app.Value<string>(
            """
            select (select count(distinct child_id) from careschedule.pattern) || ' '
                   || (select count(*) from careschedule.turn) || ' ' || (select count(*) from careschedule.request)
            """
        );
        // Of the twelfth nobody has said anything.
        Assert.Equal("13 1 1", counts);
        var week = await family.Staff.Api.GetAsync("care-weeks/2026-12-07").Json();
        Assert.DoesNotContain(
            week["items"]!.AsArray().SelectMany(item => item!["days"]!.AsArray()),
            day => (bool)day!["outsideHours"]!
        );
        var asked = await neighbour.Staff.Api.GetAsync("care-requests").Json();
        Assert.Single(asked["items"]!.AsArray());
        await neighbour
            .Staff.Api.PostAsync($"care-requests/{(Guid)asked["items"]![0]!["id"]!}/accept", null)
            .Is(HttpStatusCode.NoContent);
    }
}
