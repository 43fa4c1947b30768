using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.CareSchedule;

/// <summary>Who fetches a child beside its guardians. It is Friday 27 November 2026, 10:00.</summary>
public sealed class PickupTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Friday = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2026, 12, 7);

    private App app = null!;
    private Family family = null!;
    private Actor other = null!;

    private Actor A => family.Guardian;

    private string List => $"children/{family.Child}/pickup-persons";

    public async Task InitializeAsync()
    {
        app = await App.Shared(Friday);
        family = await app.Family();
        other = await app.Guardian(family.Child);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Guardians_keep_the_list_and_staff_of_the_own_group_call_who_is_on_it()
    {
        var id = await Add(
            A,
            new
            {
                name = " Gun Berg ",
                relation = "Mormor",
                phone = "070-174 06 35",
            }
        );

        var seen = (await family.Staff.Api.GetAsync(List).Json())["items"]![0]!;

        Assert.Equal(("Gun Berg", "Mormor"), ((string?)seen["name"], (string?)seen["relation"]));
        Assert.Equal("+46701740635", (string?)seen["phone"]!["dial"]);
        Assert.Equal(
            1,
            await app.Value<int>(
                """
                select count(*)::int
                from kernel.audit
                where action = 'careschedule.read-pickup-persons' and person_id = @Id and subject_id = @Child
                """,
                new { family.Staff.Id, family.Child }
            )
        );
        await other
            .Api.Put($"pickup-persons/{id}", new { name = "Gun Berg", phone = "08-465 004 03" })
            .Is(HttpStatusCode.NoContent);
        using var stale = new HttpRequestMessage(HttpMethod.Put, $"/api/pickup-persons/{id}")
        {
            Content = JsonContent.Create(new { name = "Gun" }),
            Headers = { { "If-Match", "\"1\"" } },
        };
        await A.Api.SendAsync(stale).Refused(HttpStatusCode.PreconditionFailed, "stale");
        Assert.Null((await A.Api.GetAsync(List).Json())["items"]![0]!["relation"]);
        await A.Api.DeleteAsync($"pickup-persons/{id}").Is(HttpStatusCode.NoContent);
        Assert.Empty((await A.Api.GetAsync(List).Json())["items"]!.AsArray());
    }

    [Theory]
    [InlineData("", null, null, "name")]
    [InlineData("Gun", null, "12", "phone")]
    [InlineData("Gun", null, "mormors", "phone")]
    [InlineData("Gun", "den som bor i det röda huset bredvid skolan", null, "relation")]
    public async Task What_is_wrong_is_said_at_its_field(string name, string? relation, string? phone, string field)
    {
        var problem = await A
            .Api.Post(
                List,
                new
                {
                    name,
                    relation,
                    phone,
                }
            )
            .Json(HttpStatusCode.BadRequest);

        Assert.Equal([field], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Nobody_stands_on_the_list_twice_and_the_list_has_an_end()
    {
        var first = await Add(A, new { name = "Gun" });
        await A.Api.Post(List, new { name = "gun" }).Refused(HttpStatusCode.Conflict, "careschedule/person-exists");
        for (var n = 1; n < 20; n++)
            await Add(A, new { name = $"Person {n}" });

        await A
            .Api.Post(List, new { name = "En till" })
            .Refused(HttpStatusCode.Conflict, "careschedule/too-many-persons");
        await A
            .Api.Put($"pickup-persons/{first}", new { name = "Person 1" })
            .Refused(HttpStatusCode.Conflict, "careschedule/person-exists");
    }

    [Fact]
    public async Task Where_homes_are_kept_apart_each_sees_whom_it_has_put_down()
    {
        var id = await Add(A, new { name = "Gun" });
        await (await app.Headteacher(family.Unit))
            .Api.Put($"children/{family.Child}/homes-apart", new { apart = true })
            .Is(HttpStatusCode.NoContent);

        Assert.Empty((await other.Api.GetAsync(List).Json())["items"]!.AsArray());
        await other.Api.DeleteAsync($"pickup-persons/{id}").Is(HttpStatusCode.NotFound);
        await Add(other, new { name = "Gun" });
        Assert.Equal(2, (await family.Staff.Api.GetAsync(List).Json())["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Whoever_has_not_come_for_ninety_days_is_removed_and_who_is_said_to_come_stays()
    {
        await Add(A, new { name = "Gun" });
        await Add(A, new { name = "Ivar" });
        await Add(A, new { name = "Siv" });
        await app.Execute(
            """
            update careschedule.pickup_person
            set kept_on = case when name = 'Siv' then '2026-08-29'::date else '2026-08-28'::date end
            where child_id = @Child
            """,
            new { family.Child }
        );
        await A
            .Api.Put($"children/{family.Child}/care-days/{Monday:yyyy-MM-dd}/people", new { fetches = "gun" })
            .Is(HttpStatusCode.NoContent);

        await app.Purge("care-pickup-persons");

        Assert.Equal(
            ["Gun", "Siv"],
            (await A.Api.GetAsync(List).Json())["items"]!.AsArray().Select(item => (string?)item!["name"])
        );
    }

    [Fact]
    public async Task One_of_the_list_is_chosen_on_the_page_and_another_is_named()
    {
        await Add(A, new { name = "Gun" });
        var pages = await app.Pages(A.Id);
        var address = $"/care/{family.Child}/who?day={Monday:yyyy-MM-dd}";

        await pages.Open(address);
        await pages.Send("who", ("FetchesBy", "Gun"), ("BringsBy", "*"), ("Brings", "Grannen Bo"));

        var people = await People();
        Assert.Equal(("Gun", "Grannen Bo"), ((string?)people["fetches"], (string?)people["brings"]));
        var page = await pages.Open(address);
        Assert.Equal(
            ["Gun", "*"],
            page.QuerySelectorAll("input[type=radio][checked]").Select(choice => choice.GetAttribute("value"))
        );
        await pages.Send("who", ("FetchesBy", "*"), ("Fetches", ""));
        Assert.NotNull(pages.Error("fetches"));
    }

    private async Task<JsonNode> People() =>
        (await A.Api.GetAsync($"children/{family.Child}/care-weeks/{Monday:yyyy-MM-dd}").Json())["days"]![0]![
            "people"
        ]!;

    private async Task<Guid> Add(Actor by, object person) =>
        (Guid)(await by.Api.Post(List, person).Json(HttpStatusCode.Created))["id"]!;
}
