using AngleSharp.Html.Dom;
using Kapprum.Support;

namespace Kapprum.Tests.CareSchedule;

public sealed class CarePagesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task A_guardian_lays_a_schedule_changes_a_day_and_reads_the_week_in_swedish()
    {
        var family = await app.Family();
        var pages = await app.Pages(family.Guardian.Id);
        var open = Care.Open(app);
        var start = await pages.Open("/");
        Assert.NotNull(start.QuerySelector($"a[href='/care/{family.Child}']"));

        await pages.Open($"/care/{family.Child}/pattern?unit={family.Unit}");
        await pages.Send("pattern", ("StartsOn", $"{open:yyyy-MM-dd}"), ("From", "05:00"), ("Until", "16:00"));
        Assert.Equal("Öppnar 6.00", pages.Error("from"));
        var week = await pages.Send(
            "pattern",
            ("From", "08:00"),
            ("Until", "16:00"),
            ("From5", "08:00"),
            ("Until5", "14:30")
        );
        Assert.Equal(
            ["8.00–16.00", "8.00–16.00", "8.00–16.00", "8.00–16.00", "8.00–14.30", "Stängt", "Stängt"],
            Days(week)
        );

        await pages.Open($"/care/{family.Child}/day?day={open:yyyy-MM-dd}&unit={family.Unit}");
        var changed = await pages.Send("day", ("Until", "17:00"));
        Assert.True(Days(changed).FirstOrDefault() == "8.00–17.00", changed.QuerySelector("main")!.TextContent);
        await pages.Open($"/care/{family.Child}/day?day={open:yyyy-MM-dd}&unit={family.Unit}");
        Assert.Equal("Ledig", Days(await pages.Send("day", ("Action", "off"))).First());

        static IEnumerable<string> Days(IHtmlDocument page) =>
            page.QuerySelectorAll("li.day .head > strong").Select(title => title.TextContent.Trim());
    }
}
