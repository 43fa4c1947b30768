using System.Net;
using Kapprum.Contracts.Days;
using Kapprum.Kernel;
using Kapprum.Support;

namespace Kapprum.Tests.Start;

/// <summary>How a child's day is at a moment, and how that is said.</summary>
public sealed class ChildNowTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    // A day from 8.10 to 12.40. What lies over it: "from-until", with ! for what nobody has explained.
    [Theory]
    [InlineData("", "07:30", ChildState.Expected, "08:10")]
    [InlineData("", "08:10", ChildState.Expected, null)]
    [InlineData("", "12:39", ChildState.Expected, null)]
    [InlineData("", "12:40", ChildState.Over, null)]
    [InlineData("08:10-12:40", "07:30", ChildState.Away, null)]
    [InlineData("08:10-12:40", "18:00", ChildState.Away, null)]
    [InlineData("08:10-10:00,10:00-12:40", "07:30", ChildState.Away, null)]
    [InlineData("!08:10-12:40", "09:00", ChildState.Late, null)]
    [InlineData("08:10-10:00", "07:30", ChildState.Expected, "10:00")]
    [InlineData("08:10-10:00", "09:00", ChildState.Expected, "10:00")]
    [InlineData("!08:10-09:20", "09:20", ChildState.Expected, null)]
    [InlineData("10:00-11:00", "09:59", ChildState.Expected, null)]
    [InlineData("10:00-11:00", "10:00", ChildState.Away, null)]
    [InlineData("10:00-11:00", "11:00", ChildState.Expected, null)]
    [InlineData("11:00-12:40", "11:30", ChildState.Away, null)]
    [InlineData("11:00-12:40", "12:40", ChildState.Over, null)]
    public void What_is_said_of_a_child_counts_more_than_its_plan(
        string over,
        string now,
        ChildState expected,
        string? at
    )
    {
        var day = new ChildDay(Guid.Empty, default, [Piece("08:10", "12:40")]);

        var state = ChildNow.Of(day, Over(over), TimeOfDay.Parse(now));

        Assert.Equal((expected, at), (state.State, state.At?.ToString()));
    }

    // A day from 6.00 to 12.00 and from 18.00 to 24.00.
    [Theory]
    [InlineData("", "11:59", ChildState.Expected, null)]
    [InlineData("", "14:00", ChildState.Expected, "18:00")]
    [InlineData("06:00-12:00", "07:00", ChildState.Expected, "18:00")]
    [InlineData("06:00-12:00,18:00-24:00", "07:00", ChildState.Away, null)]
    [InlineData("18:00-24:00", "14:00", ChildState.Over, null)]
    [InlineData("18:00-24:00", "19:00", ChildState.Away, null)]
    public void Between_the_pieces_of_its_day_a_child_comes_to_the_next(
        string over,
        string now,
        ChildState expected,
        string? at
    )
    {
        var day = new ChildDay(Guid.Empty, default, [Piece("06:00", "12:00"), Piece("18:00", "24:00")]);

        var state = ChildNow.Of(day, Over(over), TimeOfDay.Parse(now));

        Assert.Equal((expected, at), (state.State, state.At?.ToString()));
    }

    [Theory, InlineData("", ChildState.Free), InlineData("08:00-16:00", ChildState.Away)]
    public void Without_a_plan_a_child_is_free_unless_it_is_said_to_be_away(string over, ChildState expected) =>
        Assert.Equal(expected, ChildNow.Of(null, Over(over), TimeOfDay.Parse("09:00")).State);

    [Fact]
    public async Task The_rail_and_the_card_say_it_first_and_a_page_that_asks_has_no_rail()
    {
        var family = await app.Family();
        var guardian = await app.Pages(family.Guardian.Id);

        Assert.Equal("expected", await State(family));
        Assert.Equal("waiting", Hook(await guardian.Open("/")));

        await family.ReportIll(app.Today);

        Assert.Equal("away", await State(family));
        var page = await guardian.Open("/");
        Assert.Equal("ill", Hook(page));
        Assert.Equal("sjuk", page.QuerySelector(".rail small")!.TextContent);
        Assert.Single(page.QuerySelectorAll($"#child-{family.Child} h2"));
        Assert.Equal("ill", Hook(await guardian.Open("/absence")));
        Assert.Null((await guardian.Open("/absence/report")).QuerySelector(".rail"));
        Assert.Null((await (await app.Pages(family.Staff.Id)).Open("/day")).QuerySelector(".rail"));
    }

    [Fact]
    public async Task The_hook_of_the_child_that_was_just_changed_swings_once_and_no_toast_lies_over_it()
    {
        var guardian = await app.Pages((await app.Family()).Guardian.Id);
        await guardian.Open("/");

        var page = await guardian.Send("report");

        Assert.Equal("/", guardian.Path);
        Assert.NotNull(page.QuerySelector(".rail svg.now"));
        Assert.Null(guardian.Toast);
        Assert.Null((await guardian.Open("/")).QuerySelector("svg.now"));
    }

    [Fact]
    public async Task What_the_next_page_says_cannot_be_put_there_by_others()
    {
        var family = await app.Family();
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.Add(
            "Cookie",
            $"kapprum={await app.CookieOf(family.Guardian.Id)}; toast=absence.well.said|1||{family.Child}"
        );
        using var browser = app.Client();

        using var answer = await browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("data-toast", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Hook(AngleSharp.Dom.IDocument page) =>
        page.QuerySelector(".rail svg")!.ClassList.Last(name => name != "now");

    private static async Task<string> State(Family family) =>
        (string)(await family.Guardian.Api.GetAsync("start").Json())["children"]![0]!["state"]!;

    private static DayPiece Piece(string from, string until) =>
        new(Guid.Empty, null, TimeOfDay.Parse(from), TimeOfDay.Parse(until), DaySource.Timetable);

    private static List<OverlaidPiece> Over(string pieces) =>
        [
            .. from piece in pieces.Split(',', StringSplitOptions.RemoveEmptyEntries)
            let times = piece.TrimStart('!').Split('-')
            select new OverlaidPiece
            {
                ChildId = Guid.Empty,
                Date = default,
                From = TimeOfDay.Parse(times[0]),
                Until = TimeOfDay.Parse(times[1]),
                Kind = piece[0] == '!' ? OverlayKind.Missing : OverlayKind.Away,
                AboutId = Guid.Empty,
                TextKey = "",
            },
        ];
}
