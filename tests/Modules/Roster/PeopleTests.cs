using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

public sealed class PeopleTests : IAsyncLifetime
{
    private App app = null!;
    private HttpClient administrator = null!;

    public async Task InitializeAsync()
    {
        app = await App.Start();
        administrator = (await app.Administrator()).Api;
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task What_is_told_of_somebody_is_where_he_or_she_belongs_today()
    {
        var school = await app.Unit("school", name: "Backens skola");
        var group = await app.Group(school, "class", name: "4A");
        var child = await app.Child(group, givenName: "Ebbe");
        var guardian = await app.Guardian(child, who: await app.Person("Gunnel", "Ek"));
        await app.Staff(group, who: await app.Person("Stina", "Ek"));

        Assert.Equal("Backens skola 4A False False", await Told("Ebbe"));
        Assert.Equal("  True False", await Told("Gunnel"));
        Assert.Equal("Backens skola  False True", await Told("Stina"));
        await app.Execute("update roster.person set active = false where id = @Id", new { guardian.Id });
        Assert.Equal("False", (string?)(await Search("Gunnel"))[0]["active"]!.ToString(), ignoreCase: true);

        async Task<string> Told(string name) =>
            Assert.Single(await Search(name)) is var p
                ? $"{p["unit"]} {p["group"]} {(bool)p["isGuardian"]!} {(bool)p["isStaff"]!}"
                : "";
    }

    [Fact]
    public async Task A_long_list_comes_page_by_page_in_order_of_names()
    {
        foreach (var name in (string[])["Bo Ek", "Bo Al", "Bo Ek", "Bosse Ek", "Bo Öd"])
            await app.Person(name.Split(' ')[0], name.Split(' ')[1]);

        List<string> names = [];
        for (var cursor = ""; ; )
        {
            var page = await administrator.GetAsync($"people?search=bo&limit=2{cursor}").Json();
            names.AddRange(page["items"]!.AsArray().Select(p => $"{p!["givenName"]} {p["familyName"]}"));
            if (page["next"] is not { } next)
                break;
            cursor = $"&cursor={next}";
        }

        Assert.Equal(["Bo Al", "Bo Ek", "Bo Ek", "Bosse Ek", "Bo Öd"], names);
        await administrator.GetAsync("people").RefusedField("search");
        await administrator.GetAsync($"people?search={new string('x', 101)}").RefusedField("search");
        await administrator.GetAsync("people?search=bo&limit=201").RefusedField("limit");
    }

    [Theory]
    [InlineData("confidential")]
    [InlineData("protected-registration")]
    public async Task A_protected_identity_is_found_only_by_whole_address_or_number_told_of_only_as_protected_and_noted(
        string protection
    )
    {
        var hidden = await app.Person("Kanarie", "Fågel", email: "kanarie@example.org", protection: protection);
        await app.Execute(
            "update roster.person set civic_no = '198805012389', street = 'Hemliga gatan 1' where id = @hidden",
            new { hidden }
        );
        await app.Guardian(hidden, who: await app.Person("Gunnel", "Ek"));

        Assert.Empty(await Search("kanarie"));
        Assert.Empty(await Search("kanarie@"));
        Assert.Equal(0, await Noted(hidden));
        foreach (var search in (string[])["kanarie@example.org", "Kanarie@Example.org", "19880501-2389"])
        {
            var found = Assert.Single(await Search(search));
            Assert.Equal((hidden, true), ((Guid)found["id"]!, (bool)found["protected"]!));
            Assert.Equal(
                ["active", "id", "isGuardian", "isStaff", "protected"],
                found
                    .AsObject()
                    .Where(field => field.Value is not null)
                    .Select(field => field.Key)
                    .Order(StringComparer.Ordinal)
            );
        }

        Assert.Equal(3, await Noted(hidden));
        var person = await administrator.GetAsync($"people/{hidden}").Json();
        Assert.Equal(4, await Noted(hidden));
        Assert.DoesNotContain("Kanarie", person.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Hemliga", person.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Gunnel", person.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cursor_of_a_list_tells_nothing_of_a_protected_identity_and_nobody_learns_by_making_up_one()
    {
        var hidden = await app.Person("Kanarie", "Fågel", email: "both@example.org", protection: "confidential");
        await app.Person("Anna", "Berg", email: "both@example.org");

        var first = await administrator.GetAsync("people?search=both@example.org&limit=1").Json();
        Assert.Equal(hidden, (Guid)Assert.Single(first["items"]!.AsArray())!["id"]!);
        var cursor = (string)first["next"]!;
        var read = JsonNode.Parse(Base64Url.DecodeFromChars(cursor))!;
        Assert.Equal(("", ""), ((string)read["FamilyName"]!, (string)read["GivenName"]!));
        Assert.Equal("Berg", await After(cursor));

        foreach (var family in (string[])["B", "F", "G"])
            Assert.DoesNotContain(
                "somebody",
                await After(
                    Base64Url.EncodeToString(
                        Encoding.UTF8.GetBytes($$"""{"FamilyName":"{{family}}","GivenName":"","Id":"{{Guid.Empty}}"}""")
                    )
                ),
                StringComparison.Ordinal
            );

        async Task<string> After(string cursor) =>
            string.Join(
                ", ",
                (await administrator.GetAsync($"people?search=both@example.org&cursor={cursor}").Json())["items"]!
                    .AsArray()
                    .Select(p => (string?)p!["familyName"] ?? "somebody")
            );
    }

    [Fact]
    public async Task Somebody_is_shown_with_relations_places_and_duties_and_the_reading_is_noted()
    {
        var school = await app.Unit("school", name: "Backens skola");
        var (group, centre) = (
            await app.Group(school, "class", name: "4A"),
            await app.Group(await app.Unit("leisure-centre", name: "Kojan"), name: "Blå")
        );
        var child = await app.Child(group, givenName: "Ebbe");
        await app.Place(child, centre, ends: app.Today.AddDays(-1));
        var guardian = await app.Guardian(child, who: await app.Person("Gunnel", "Ek", email: "gunnel@example.org"));
        await app.Guardian(
            child,
            kind: "contact",
            who: await app.Person("Kanarie", "Fågel", protection: "confidential")
        );
        await app.Staff(group, who: guardian.Id);

        var shown = await administrator.GetAsync($"people/{child}").Json();
        Assert.Equal(
            ["school GR Backens skola 4A ", "leisure  Kojan Blå 2026-11-23"],
            shown["places"]!
                .AsArray()
                .Select(p => $"{p!["kind"]} {p["schoolType"]} {p["unit"]} {p["group"]} {p["endsOn"]}")
        );
        Assert.Equal(["custodian Gunnel"], shown["guardians"]!.AsArray().Select(g => $"{g!["kind"]} {g["givenName"]}"));
        Assert.DoesNotContain("Fågel", shown.ToJsonString(), StringComparison.Ordinal);

        var adult = await administrator.GetAsync($"people/{guardian.Id}").Json();
        Assert.Equal((child, "gunnel@example.org"), ((Guid)adult["children"]![0]!["id"]!, (string)adult["email"]!));
        Assert.Equal(
            ("Backens skola", "4A"),
            ((string)adult["duties"]![0]!["unit"]!, (string)adult["duties"]![0]!["groups"]![0]!)
        );
        Assert.Equal(
            1,
            await app.Value<long>(
                "select count(*) from kernel.audit where action = 'roster.read-person' and subject_id = @child",
                new { child }
            )
        );
        await administrator.GetAsync($"people/{Guid.CreateVersion7()}").Refused(HttpStatusCode.NotFound, "not-found");
    }

    private Task<long> Noted(Guid person) =>
        app.Value<long>(
            "select count(*) from kernel.audit where action = 'roster.read-protected' and subject_id = @person",
            new { person }
        );

    private async Task<JsonNode[]> Search(string search) =>
        [
            .. (await administrator.GetAsync($"people?search={Uri.EscapeDataString(search)}").Json())["items"]!
                .AsArray()
                .Select(item => item!),
        ];
}
