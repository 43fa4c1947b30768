using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

/// <summary>What an import makes of records that are not as the standard says, and what it says of that.</summary>
[Collection(Importing.OneByOne)]
public sealed class ImportWarningTests
{
    [Fact]
    public async Task A_clash_names_the_place_of_the_other_record_wherever_it_is_told()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        Guid[] both = [file.Person("First", civicNo: "19880501-2385"), file.Person("Second", civicNo: "198805012385")];

        var preview = await importing.Preview(file);

        // Which of the two comes in does not depend on their places.
        var rejection = Assert.Single(await importing.Rejections(preview.Id));
        var at = Array.IndexOf(both, (Guid)rejection["id"]!);
        Assert.Equal($"persons[{at}]", (string)rejection["place"]!);
        Assert.Equal($"persons[{1 - at}]", (string)rejection["other"]!);
        var csv = await importing.Api.GetStringAsync($"roster/imports/{preview.Id}/rejections.csv");
        Assert.StartsWith(
            $"person,{both[at]},persons[{at}],civic-number-taken,civicNo,",
            csv.Split('\n')[1],
            StringComparison.Ordinal
        );
        Assert.Contains($",persons[{1 - at}],\"", csv.Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_about_a_protected_identity_is_not_told()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var hidden = file.Person("Kanarie", "Fågel");
        file.Find(hidden)["securityMarking"] = "sekretessmarkering";
        file.Find(hidden)["birthDate"] = "0001-01-01";
        file.Find(file.Person("Anna", "Ek"))["birthDate"] = "0001-01-01";

        var preview = await importing.Import(file);

        var warned = await importing.Api.GetStringAsync($"roster/imports/{preview.Id}/warnings");
        var csv = await importing.Api.GetStringAsync($"roster/imports/{preview.Id}/warnings.csv");
        Assert.Single(JsonNode.Parse(warned)!["items"]!.AsArray());
        Assert.All(
            (string[])[warned, csv],
            told =>
                Assert.All(
                    ["Kanarie", "Fågel", "0001"],
                    name => Assert.DoesNotContain(name, told, StringComparison.Ordinal)
                )
        );
        var folded = Assert.Single(preview.Json["warnings"]!.AsArray())!;
        Assert.Equal(
            ("person", "filler-date", 1, "persons[1]"),
            ((string)folded["kind"]!, (string)folded["reason"]!, (int)folded["count"]!, (string)folded["firstPlace"]!)
        );
    }

    [Fact]
    public async Task An_end_of_custody_or_duty_that_cannot_be_read_gives_nobody_more_time()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var unit = file.Unit();
        var (mother, teacher) = (file.Person(), file.Person());
        var child = file.Child(unit, null);
        file.Guardian(child, mother)["endDate"] = "soon";
        file.Find(file.Duty(teacher, unit))["endDate"] = "soon";
        file.Find(file.Placement(child, unit, type: "FTH"))["endDate"] = "soon";

        var preview = await importing.Import(file);

        Assert.Equal("0 0 0 0 1", preview["guardianship"]);
        Assert.Equal("0 0 0 0 1", preview["duty"]);
        Assert.Equal("2 0 0 0 0", preview["placement"]);
    }

    [Fact]
    public async Task A_period_that_is_still_to_come_is_kept_beside_the_one_that_holds()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var guardian = file.Person();
        var child = file.Child(file.Unit(), null);
        foreach (
            var (starts, ends) in new[]
            {
                ("2027-02-01", (string?)null),
                ("2019-01-01", "2020-01-01"),
                ("2025-01-01", "2026-12-31"),
            }
        )
        {
            var period = file.Guardian(child, guardian);
            period["startDate"] = starts;
            period["endDate"] = ends;
        }

        var preview = await importing.Import(file);

        Assert.Equal("2 0 0 0 0", preview["guardianship"]);
        Assert.Equal(
            "2025-01-01 2026-12-31, 2027-02-01",
            await importing.App.Value<string>(
                """
                select string_agg(concat_ws(' ', starts_on, ends_on), ', ' order by starts_on) from roster.guardianship
                """
            )
        );
        Assert.Equal("0 0 0 2 0", (await importing.Preview(file))["guardianship"]);
    }

    [Fact]
    public async Task Who_is_employed_by_the_municipality_sees_children_of_the_groups_the_duty_names_only()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var owner = file.Unit("", organisationType: "Huvudman");
        var (one, two) = (file.Unit(), file.Unit());
        foreach (var unit in new[] { one, two })
            file.Find(unit)["parentOrganisation"] = new JsonObject { ["id"] = owner };
        var group = file.Group(one);
        file.Child(one, group);
        file.Child(two, file.Group(two));
        var (named, unnamed) = (file.Person(), file.Person());
        file.Duty(named, owner, group: group);
        file.Duty(unnamed, owner);

        var preview = await importing.Import(file);

        Assert.Equal("1 0 0 0 0", preview["duty"]);
        Assert.Equal(
            ["above-units duties[0]", "nowhere duties[1]"],
            (await importing.Warnings(preview.Id)).Select(warning => $"{warning["reason"]} {warning["place"]}").Order()
        );
        Assert.Equal(one, await importing.App.Value<Guid>("select unit_id from roster.duty"));
    }

    [Fact]
    public async Task Who_leads_a_school_leads_the_units_below_it()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var school = file.Unit("", organisationType: "skola");
        var (one, two, other) = (file.Unit(), file.Unit("GR"), file.Unit());
        foreach (var unit in new[] { one, two })
            file.Find(unit)["parentOrganisation"] = new JsonObject { ["id"] = school };
        var duty = file.Duty(file.Person(), school, "rektor");

        Assert.Equal("2 0 0 0 0", (await importing.Import(file))["duty"]);
        Assert.Equal(
            2,
            await importing.App.Value<long>(
                "select count(*) from roster.duty where leads and unit_id <> @other",
                new { other }
            )
        );

        // A record that cannot be read leaves what is known of it.
        file.Find(duty)["startDate"] = "?";
        Assert.Equal("0 0 0 0 1", (await importing.Import(file))["duty"]);
        Assert.Equal(2, await importing.App.Value<long>("select count(*) from roster.duty where ends_on is null"));
    }

    [Fact]
    public async Task A_middle_name_is_kept_and_found()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var person = file.Person("Anna", "Ek");
        file.Find(person)["middleName"] = "Ståhl";

        await importing.Import(file);

        Assert.Equal("Ståhl", (string?)(await importing.Api.GetAsync($"people/{person}").Json())["middleName"]);
        var found = await importing.Api.GetAsync("people?search=st%C3%A5hl").Json();
        Assert.Equal(person, (Guid)Assert.Single(found["items"]!.AsArray())!["id"]!);
    }

    [Fact]
    public async Task The_page_folds_warnings_by_kind_and_shows_where_they_are()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        for (var i = 0; i < 3; i++)
            file.Find(file.Person())["birthDate"] = "0001-01-01";
        file.Find(file.Person())["personStatus"] = "Okänd";
        var preview = await importing.Preview(file);
        var administrator = await importing.App.Administrator();
        await importing.App.Execute(
            "update accounts.account set administrator = true where person_id = @Id",
            new { administrator.Id }
        );
        var pages = await importing.App.Pages(administrator.Id);

        var page = await pages.Open($"/imports/{preview.Id}?kind=warnings&warning=person.filler-date.birthDate");

        Assert.Equal(2, page.QuerySelectorAll("a[href*='warning=person.']").Length);
        Assert.Equal(
            ["persons[0]", "persons[1]", "persons[2]"],
            page.QuerySelectorAll("code").Select(place => place.TextContent)
        );
    }
}
