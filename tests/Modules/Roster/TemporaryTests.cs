using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Roster;

/// <summary>Children who are at another unit or group for some days.</summary>
public sealed class TemporaryTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    private sealed record Scene(
        Guid Home,
        Guid Group,
        Guid Other,
        Guid OtherGroup,
        Guid Child,
        Guid Sibling,
        Actor Head,
        Actor Staff,
        Actor OtherStaff
    );

    [Fact]
    public async Task Frame_day_lists_and_access_follow_the_child_and_the_own_units_staff_keep_theirs()
    {
        var s = await Make();
        Assert.Equal(HttpStatusCode.NotFound, await Sees(s.OtherStaff, s.Child));

        var placed = await s.Head.Api.Post(Path(s), Body(s, app.Today, app.Today.AddDays(1))).Json();
        Assert.Equal(2, placed["ids"]!.AsArray().Count);

        Assert.Equal("07:00-17:00 07:00-17:00 06:00-18:00", await Frame(s.Child, 3));
        Assert.Equal((s.Other, s.OtherGroup), await At(s.Child, app.Today));
        Assert.Equal(HttpStatusCode.OK, await Sees(s.OtherStaff, s.Child));
        Assert.Equal(HttpStatusCode.OK, await Sees(s.Staff, s.Child));
        Assert.True(await Listed(s.OtherStaff, s.Child, app.Today));
        Assert.False(await Listed(s.OtherStaff, s.Child, app.Today.AddDays(2)));
        Assert.False(await Listed(s.Staff, s.Child, app.Today));
        Assert.True(await Listed(s.Staff, s.Child, app.Today.AddDays(2)));
        Assert.Equal(0, (await app.Check("frame-differs")).Count);
    }

    [Fact]
    public async Task Guardians_are_told_where_it_is_and_when_it_is_open_and_that_it_is_over()
    {
        var s = await Make();
        var guardian = await app.Guardian(s.Child);
        await app.Execute(
            "update roster.unit set name = 'Kullen', street = 'Backen 3', postal_code = '99101', city = 'Ekbacka' "
                + "where id = @Other",
            new { s.Other }
        );

        var placed = await s.Head.Api.Post(Path(s), Body(s, app.Today.AddDays(7), app.Today.AddDays(9))).Json();
        await app.Drain();
        var told = await Notice();
        Assert.Equal("temporary-placement", (string?)told["kind"]);
        Assert.Contains("Kullen", (string?)told["text"], StringComparison.Ordinal);
        Assert.Contains("Backen 3, 99101 Ekbacka", (string?)told["detail"], StringComparison.Ordinal);
        Assert.Contains("7.00–17.00", (string?)told["detail"], StringComparison.Ordinal);

        await s.Head.Api.DeleteAsync($"temporary-placements/{placed["ids"]![0]}").Is(HttpStatusCode.NoContent);
        await app.Drain();
        Assert.Contains("som vanligt", (string?)(await Notice())["text"], StringComparison.Ordinal);

        async Task<JsonNode> Notice() =>
            Assert.Single((await guardian.Api.GetAsync("notifications").Json())["items"]!.AsArray())!;
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_nobody_is_placed()
    {
        var s = await Make();
        var (from, until) = (app.Today.AddDays(7), app.Today.AddDays(9));
        var elsewhere = await app.Child(await app.Group(await app.Unit()));
        var leaving = await app.Child(s.Group, ends: app.Today.AddDays(8));

        await Place(Body(s, from, until, at: Guid.CreateVersion7())).RefusedField("at", "roster/temporary-no-unit");
        await Place(Body(s, from, until, group: s.Group)).RefusedField("inGroup", "roster/temporary-no-group");
        // Saturday and Sunday.
        await Place(Body(s, app.Today.AddDays(11), app.Today.AddDays(12)))
            .RefusedField("at", "roster/temporary-closed");
        await Place(Body(s, from, until, children: [s.Child, elsewhere]))
            .Refused(HttpStatusCode.Conflict, "roster/temporary-outside-placement");
        await Place(Body(s, from, until, children: [s.Child, leaving]))
            .Refused(HttpStatusCode.Conflict, "roster/temporary-outside-placement");
        await Place(Body(s, app.Today.AddDays(-1), until)).RefusedField("startsOn");
        await Place(Body(s, until, from)).RefusedField("endsOn");
        await Place(Body(s, from, until, children: [])).RefusedField("children");
        await Place(Body(s, from, until, children: [s.Sibling])).Is(HttpStatusCode.OK);
        await Place(Body(s, until, until)).Refused(HttpStatusCode.Conflict, "roster/temporary-overlaps");

        Assert.Single((await s.Head.Api.GetAsync(Path(s)).Json())["placements"]!.AsArray());

        Task<HttpResponseMessage> Place(object body) => s.Head.Api.Post(Path(s), body);
    }

    [Fact]
    public async Task It_is_changed_before_it_begins_and_its_last_day_after_and_by_nobody_elses_headteacher()
    {
        var own = await App.Start();
        await using var _ = own;
        var s = await Make(own);
        var placed = await s.Head.Api.Post(Path(s), Body(s, own.Today.AddDays(1), own.Today.AddDays(3))).Json();
        var id = (Guid)placed["ids"]![0]!;
        var stranger = await own.Headteacher(s.Other);
        await stranger
            .Api.Put($"temporary-placements/{id}", Change(1, 2))
            .Refused(HttpStatusCode.NotFound, "not-found");
        await stranger.Api.DeleteAsync($"temporary-placements/{id}").Refused(HttpStatusCode.NotFound, "not-found");

        await s.Head.Api.Put($"temporary-placements/{id}", Change(0, 3)).Is(HttpStatusCode.NoContent);
        own.Clock.Advance(TimeSpan.FromDays(1));
        await s
            .Head.Api.Put($"temporary-placements/{id}", Change(0, 3))
            .Refused(HttpStatusCode.Conflict, "roster/temporary-has-begun");
        await s.Head.Api.Put($"temporary-placements/{id}", Change(-1, 1)).Is(HttpStatusCode.NoContent);
        Assert.Equal("07:00-17:00 07:00-17:00 06:00-18:00", await Frame(own, s.Child, own.Today, 3));

        await s.Head.Api.DeleteAsync($"temporary-placements/{id}").Is(HttpStatusCode.NoContent);
        Assert.Equal("07:00-17:00 06:00-18:00", await Frame(own, s.Child, own.Today.AddDays(-1), 2));
        await s.Head.Api.DeleteAsync($"temporary-placements/{id}").Refused(HttpStatusCode.NotFound, "not-found");

        object Change(int from, int until) =>
            new
            {
                at = s.Other,
                inGroup = s.OtherGroup,
                startsOn = own.Today.AddDays(from),
                endsOn = own.Today.AddDays(until),
            };
    }

    [Fact]
    public async Task Who_has_come_already_today_goes_tomorrow()
    {
        await using var own = await App.Start(instead: services => services.AddScoped<IDayOverlay, Here>());
        var s = await Make(own);

        await s
            .Head.Api.Post(Path(s), Body(s, own.Today, own.Today))
            .Refused(HttpStatusCode.Conflict, "roster/temporary-is-there");
        await s.Head.Api.Post(Path(s), Body(s, own.Today.AddDays(1), own.Today.AddDays(1))).Is(HttpStatusCode.OK);
    }

    /// <summary>Everybody is there.</summary>
    private sealed class Here : IDayOverlay
    {
        public Task<IReadOnlyList<OverlaidPiece>> Over(
            IReadOnlyCollection<Guid> childIds,
            DateOnly from,
            DateOnly until,
            CancellationToken ct
        ) =>
            Task.FromResult<IReadOnlyList<OverlaidPiece>>([
                .. childIds.Select(child => new OverlaidPiece
                {
                    ChildId = child,
                    Date = from,
                    From = new(0),
                    Until = new(24 * 60),
                    Kind = OverlayKind.Present,
                    AboutId = child,
                    TextKey = "here",
                }),
            ]);
    }

    [Fact]
    public async Task A_headteacher_places_children_changes_and_ends_it_on_a_page()
    {
        var s = await Make();
        var pages = await app.Pages(s.Head.Id);
        var path = $"/units/{s.Home}/elsewhere";
        await pages.Open($"{path}?at={s.Other}");

        await pages.Send("place", ("StartsOn", "2026-12-07"), ("EndsOn", "2026-12-08"), ("Reason", "Merge"));
        Assert.Equal("Välj minst ett barn och högst 500.", pages.Error("children"));
        await pages.Send("place", ("Children", s.Child.ToString()), ("InGroup", s.OtherGroup.ToString()));
        Assert.Equal("Barnen är placerade. Vårdnadshavarna får en notis.", pages.Toast);
        Assert.Equal((s.Other, s.OtherGroup), await At(s.Child, new(2026, 12, 7)));

        var id = await app.Value<Guid>(
            "select id from roster.temporary_placement where child_id = @Child",
            new { s.Child }
        );
        await pages.Open($"{path}?placement={id}&at={s.Other}");
        await pages.Send("place", ("EndsOn", "2026-12-10"));
        Assert.Equal("Ändringen är sparad.", pages.Toast);
        await pages.Open($"{path}?placement={id}&at={s.Other}");
        await pages.Send("end");
        Assert.Equal("Barnet är på egna enheten igen.", pages.Toast);
        Assert.Equal(s.Home, (await At(s.Child, new(2026, 12, 7))).Unit);
    }

    private Task<Scene> Make() => Make(app);

    private static async Task<Scene> Make(App app)
    {
        var (home, other) = (await app.Unit(), await app.Unit(opens: "07:00", closes: "17:00"));
        var (group, there) = (await app.Group(home), await app.Group(other));
        return new(
            home,
            group,
            other,
            there,
            await app.Child(group),
            await app.Child(group),
            await app.Headteacher(home),
            await app.Staff(group),
            await app.Staff(there)
        );
    }

    private static string Path(Scene s) => $"units/{s.Home}/temporary-placements";

    private static object Body(
        Scene s,
        DateOnly from,
        DateOnly until,
        Guid? at = null,
        Guid? group = null,
        Guid[]? children = null
    ) =>
        new
        {
            children = children ?? [s.Child, s.Sibling],
            at = at ?? s.Other,
            inGroup = at is null ? group ?? s.OtherGroup : (Guid?)null,
            startsOn = from,
            endsOn = until,
            reason = "merge",
        };

    private static async Task<HttpStatusCode> Sees(Actor who, Guid child)
    {
        using var answer = await who.Api.GetAsync($"children/{child}/contacts");
        return answer.StatusCode;
    }

    private static async Task<bool> Listed(Actor who, Guid child, DateOnly day) =>
        (await who.Api.GetAsync($"absences/day?day={day:yyyy-MM-dd}").Json())
            .ToJsonString()
            .Contains($"\"childId\":\"{child}\"", StringComparison.Ordinal);

    private Task<string> Frame(Guid child, int days) => Frame(app, child, app.Today, days);

    private static async Task<string> Frame(App app, Guid child, DateOnly from, int days)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var frame = scope.ServiceProvider.GetRequiredService<IChildFrame>();
        var found = await frame.On([child], from, from.AddDays(days - 1), default);
        return string.Join(' ', found.Select(day => $"{day.Begins}-{day.Ends}"));
    }

    private async Task<(Guid Unit, Guid? Group)> At(Guid child, DateOnly day)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var frame = scope.ServiceProvider.GetRequiredService<IChildFrame>();
        var piece = (await frame.On([child], day, day, default)).Single().Pieces.Single();
        return (piece.UnitId, piece.GroupId);
    }
}
