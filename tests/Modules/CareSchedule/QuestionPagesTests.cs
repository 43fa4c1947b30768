using System.Net;
using AngleSharp.Dom;
using Kapprum.Support;

namespace Kapprum.Tests.CareSchedule;

/// <summary>The pages on which guardians answer about a holiday, and staff ask and look.</summary>
public sealed class QuestionPagesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task A_guardian_answers_for_two_children_in_one_pass()
    {
        var family = await app.Family();
        var sibling = await app.Child(family.Group);
        await app.Guardian(sibling, who: family.Guardian.Id);
        var head = await app.Headteacher(family.Unit);
        var pages = await app.Pages(head.Id);
        await pages.Open("/care-questions/new");
        await pages.Send(
            "ask",
            ("Title", "Lovet"),
            ("StartsOn", $"{Care.Open(app).AddDays(84):yyyy-MM-dd}"),
            ("EndsOn", $"{Care.Open(app).AddDays(88):yyyy-MM-dd}")
        );
        Assert.NotNull(pages.Error("lastDay"));
        var list = await pages.Send("ask", ("LastDay", $"{app.Today.AddDays(30):yyyy-MM-dd}"));
        var there = list.QuerySelectorAll("main a.whole").Single(link => link.TextContent == "Lovet");

        var own = await app.Pages(family.Guardian.Id);
        var start = await own.Open("/");
        var box = start.QuerySelectorAll("main a.whole").Single(link => link.TextContent == "Lovet");
        var form = await own.Open(box.GetAttribute("href")!);
        Assert.NotNull(form.QuerySelector("input[name=All][value=None]"));
        await own.Send("answer");
        Assert.NotNull(own.Error("all"));
        var day = form.QuerySelector($"select[name^='Day_{family.Child:n}']")!.GetAttribute("name")!;
        await own.Send(
            "answer",
            ("All", "None"),
            (day, "Times"),
            (day.Replace("Day_", "From_"), "05:00"),
            (day.Replace("Day_", "Until_"), "12:00")
        );
        Assert.Equal("Öppnar 6.00", own.Error(day.Replace("Day_", "from_")));
        await own.Send("answer", (day.Replace("Day_", "From_"), "08:00"));
        Assert.Equal("/", own.Path);
        Assert.Equal("Tack! Svaret är sparat", own.Toast);
        Assert.DoesNotContain(
            (await own.Open("/")).QuerySelectorAll("main a.whole"),
            link => link.TextContent == "Lovet"
        );

        var staff = await app.Pages(family.Staff.Id);
        var matrix = await staff.Open(there.GetAttribute("href")!);
        Assert.Contains("2 av 2 barn", matrix.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("8.00–12.00", matrix.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var id = there.GetAttribute("href")!.Split('/')[^1];
        await staff.Open($"/care-questions/{id}/children/{sibling}");
        await staff.Send("answer", ("All", "Usual"));
        Assert.Equal(there.GetAttribute("href"), staff.Path);

        await pages.Open($"/care-questions/{id}/change");
        await pages.Send("change", ("EndsOn", $"{Care.Open(app).AddDays(95):yyyy-MM-dd}"));
        var left = await (await app.As(family.Guardian.Id)).Api.GetAsync($"me/care-questions/{id}").Json();
        Assert.Equal(10, left["children"]![0]!["days"]!.AsArray().Count);
        await pages.Open($"/care-questions/{id}/change");
        await pages.Send("takeback");
        await own.Open($"/care/questions/{id}", HttpStatusCode.NotFound);
    }
}
