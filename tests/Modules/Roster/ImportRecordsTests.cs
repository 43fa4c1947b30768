using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

/// <summary>A broken record is listed with its reason and the rest goes in.</summary>
[Collection(Importing.OneByOne)]
public sealed class ImportRecordsTests
{
    [Fact]
    public async Task Every_kind_of_broken_record_is_listed_and_the_rest_goes_in()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var unit = file.Unit();
        var school = file.Unit("FKLASS,GR");
        var office = file.Unit("", organisationType: "Förvaltning");
        var group = file.Group(unit);
        var guardian = file.Person();
        var child = file.Child(unit, group, guardian);
        var nowhere = Guid.CreateVersion7();

        Break(file, file.Unit(), "displayName", null);
        Break(file, file.Unit(), "endDate", "2000-01-01");
        var nameless = file.Person();
        Break(file, nameless, "familyName", null);
        Break(file, nameless, "givenName", " ");
        Break(file, file.Person(), "familyName", new string('x', 201));
        Break(file, file.Person(), "birthDate", "2026-02-30");
        Break(file, file.Person(), "responsibles", "none");
        Break(file, file.Person(), "givenName", 5);
        Break(file, file.Person(), "civicNo", new JsonObject { ["value"] = true });
        Break(file, file.Person(), "id", "17");
        Break(file, file.Person(), "id", null);
        file["persons"].Add(17);
        var twin = file.Person("Twin");
        Break(file, file.Person("Other"), "id", twin.ToString());
        file.Person("First", civicNo: "19880501-2389");
        file.Person("Second", civicNo: "198805012389");
        Break(file, file.Group(unit), "organisation", new JsonObject { ["id"] = nowhere });
        Break(file, file.Group(office), "schoolType", "GR");
        Break(file, file.Placement(child, unit), "schoolType", "GY");
        Break(file, file.Placement(child, unit), "startDate", "15/8 2024");
        Break(file, file.Placement(child, unit), "maxWeeklyScheduleHours", 169);
        Break(file, file.Placement(nowhere, unit), "reason", null);
        Break(file, file.Placement(child, unit, nowhere), "reason", null);
        file.Guardian(child, nowhere);
        file.Guardian(child, child);
        file.Guardian(child, guardian, "God man");
        file.Enrol(child, school)["schoolYear"] = -1;
        file.Enrol(child, nowhere);
        file.Join(group, nowhere);
        file.Join(group, child)["endDate"] = "2026-08-14";
        file.Duty(nowhere, unit);
        Break(file, file.Duty(guardian, unit), "dutyRole", null);
        file.Duty(guardian, unit, group: nowhere);

        var preview = await importing.Import(file);

        Assert.Equal(
            [
                "assignment dangling-reference group",
                "duty dangling-reference person",
                "duty field-missing dutyRole",
                "enrolment dangling-reference enroledAt",
                "group dangling-reference organisation",
                "group not-a-unit organisation",
                "guardianship dangling-reference person",
                "guardianship own-guardian person",
                "guardianship repeated id",
                "guardianship wrong-type responsibles",
                "membership dangling-reference person",
                "membership end-before-start endDate",
                "person bad-id id",
                "person civic-number-taken civicNo",
                "person field-missing givenName",
                "person field-missing id",
                "person no-object ",
                "person repeated id",
                "person too-long familyName",
                "person wrong-type givenName",
                "placement bad-date startDate",
                "placement dangling-reference child",
                "placement unknown-value schoolType",
                "unit end-before-start endDate",
                "unit field-missing displayName",
            ],
            (await importing.Rejections(preview.Id))
                .Select(r => $"{r["kind"]} {r["reason"]} {r["field"]}")
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            [
                "enrolment bad-number schoolYear",
                "person bad-date birthDate",
                "person wrong-type civicNo.value",
                "placement bad-number maxWeeklyScheduleHours",
                "placement dangling-reference group",
            ],
            (await importing.Warnings(preview.Id))
                .Select(w => $"{w["kind"]} {w["reason"]} {w["field"]}")
                .Order(StringComparer.Ordinal)
        );
        Assert.All(
            [.. await importing.Rejections(preview.Id), .. await importing.Warnings(preview.Id)],
            r => Assert.DoesNotContain("roster.", (string)r["text"]!, StringComparison.Ordinal)
        );
        Assert.Equal("2 0 0 0 2", preview["unit"]);
        Assert.Equal("7 0 0 0 8", preview["person"]);
        Assert.Equal("3 0 0 0 3", preview["placement"]);
        Assert.Equal("1 0 0 0 4", preview["guardianship"]);
        Assert.Equal("1 0 0 0 2", preview["duty"]);
        Assert.Equal(
            "Twin",
            await importing.App.Value<string>("select given_name from roster.person where id = @twin", new { twin })
        );
        // Which of the two comes in does not depend on their places.
        Assert.Contains(
            await importing.App.Value<string>("select given_name from roster.person where civic_no = '198805012389'"),
            (string[])["First", "Second"]
        );
    }

    [Fact]
    public async Task A_rejection_says_where_and_why_in_the_readers_language()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var unit = file.Unit();
        var child = file.Child(unit, null);
        file.Enrol(child, file.Unit("GR"))["startDate"] = "2026-02-30";

        var preview = await importing.Preview(file);

        var why = Assert.Single(preview.Json["rejections"]!.AsArray())!;
        Assert.Equal(("enrolment", "bad-date", 1), ((string)why["kind"]!, (string)why["reason"]!, (int)why["count"]!));
        var rejection = Assert.Single(await importing.Rejections(preview.Id));
        Assert.Equal(child, (Guid)rejection["id"]!);
        Assert.Equal("persons[0].enrolments[0]", (string)rejection["place"]!);
        Assert.Equal("Person nr 1, Inskrivning nr 1", (string)rejection["where"]!);
        Assert.Equal(
            "Startdatumet (startDate) ska vara ett datum som 2026-11-24, från 1900 och framåt.",
            (string)rejection["text"]!
        );

        importing.Api.DefaultRequestHeaders.Add("Accept-Language", "en");
        Assert.Contains(
            "must be a date",
            (string)(await importing.Rejections(preview.Id))[0]["text"]!,
            StringComparison.Ordinal
        );
        var csv = await importing.Api.GetStringAsync($"roster/imports/{preview.Id}/rejections.csv");
        Assert.Equal(
            $"enrolment,{child},persons[0].enrolments[0],bad-date,startDate,\"{rejection["text"]!.ToString()}\"".Split(
                ','
            )[..5],
            csv.Split('\n')[1].Split(',')[..5]
        );
    }

    [Fact]
    public async Task A_rejection_repeats_nothing_of_the_record_which_may_be_that_of_a_protected_identity()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var (unit, nowhere) = (file.Unit(), Guid.CreateVersion7());
        var hidden = file.Person("Kanarie", "Fågel");
        Break(file, hidden, "securityMarking", "Sekretessmarkering");
        Break(file, hidden, "birthDate", "19880501-2389");
        Break(file, file.Person(), "id", "19880502-2388");
        var child = file.Child(unit, null);
        file.Enrol(child, nowhere);
        file.Enrol(child, unit)["schoolYear"] = "Fågel";
        Break(file, file.Placement(child, unit), "schoolType", "Fågelvägen 1");
        file.Join(file.Group(unit), child)["endDate"] = "1999-12-31";

        var preview = await importing.Preview(file);

        var listed = await importing.Api.GetStringAsync($"roster/imports/{preview.Id}/rejections");
        var csv = await importing.Api.GetStringAsync($"roster/imports/{preview.Id}/rejections.csv");
        var warned = await importing.Api.GetStringAsync($"roster/imports/{preview.Id}/warnings");
        var warnedCsv = await importing.Api.GetStringAsync($"roster/imports/{preview.Id}/warnings.csv");
        Assert.Equal(4, JsonNode.Parse(listed)!["items"]!.AsArray().Count);
        Assert.Equal(2, JsonNode.Parse(warned)!["items"]!.AsArray().Count);
        Assert.All(
            (string[])[listed, csv, warned, warnedCsv, preview.Json.ToJsonString()],
            told =>
                Assert.All(
                    (string[])["19880501-2389", "19880502-2388", "Fågel", "1999-12-31"],
                    value => Assert.DoesNotContain(value, told, StringComparison.Ordinal)
                )
        );
        // Nor is the person's place told: what stands around it in the file would tell who it is.
        Assert.DoesNotContain(hidden.ToString(), warnedCsv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_a_spreadsheet_would_run_is_a_text_in_the_file_of_rejections()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        file.Enrol(file.Person("=HYPERLINK(1)"), Guid.CreateVersion7());
        var preview = await importing.Preview(file);

        var csv = await importing.Api.GetStringAsync($"roster/imports/{preview.Id}/rejections.csv");

        Assert.Contains("\"'=HYPERLINK(1)", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("\"=HYPERLINK(1)", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejections_come_page_by_page()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        for (var i = 0; i < 5; i++)
            Break(file, file.Person(), "familyName", 7);

        var preview = await importing.Preview(file);

        List<string> places = [];
        var next = "";
        do
        {
            var page = await importing
                .Api.GetAsync($"roster/imports/{preview.Id}/rejections?kind=person&limit=2{next}")
                .Json();
            places.AddRange(page["items"]!.AsArray().Select(item => (string)item!["place"]!));
            next = page["next"] is { } cursor ? $"&cursor={cursor}" : "";
        } while (next != "");
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"persons[{i}]"), places);
        await importing.Api.GetAsync($"roster/imports/{preview.Id}/rejections?kind=elephant").RefusedField("kind");
        await importing
            .Api.GetAsync($"roster/imports/{Guid.CreateVersion7()}/rejections")
            .Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task What_refers_to_a_rejected_record_is_rejected_too_unless_the_record_is_known_from_before()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var unit = file.Unit();
        var group = file.Group(unit);
        var child = file.Child(unit, group, file.Person());
        var broken = file.Copy();
        Break(broken, unit, "displayName", null);

        Assert.Equal("0 0 0 0 1", (await importing.Preview(broken))["placement"]);
        await importing.Import(file);
        Break(broken, group, "displayName", "Another name");
        var preview = await importing.Import(broken);

        Assert.Equal("0 0 0 0 1", preview["unit"]);
        Assert.Equal("0 1 0 0 0", preview["group"]);
        Assert.Equal("0 0 0 1 0", preview["placement"]);
        Assert.Equal(1, await importing.App.Value<long>("select count(*) from roster.unit where ends_on is null"));
        Assert.Equal("Another name", await importing.App.Value<string>("select name from roster.child_group"));
        Assert.Equal(
            1,
            await importing.App.Value<long>(
                "select count(*) from roster.placement where child_id = @child and ends_on is null",
                new { child }
            )
        );
    }

    [Fact]
    public async Task A_rejected_record_leaves_what_is_known_of_it_as_it_is()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var (unit, school) = (file.Unit(), file.Unit("GR"));
        var (mother, father) = (file.Person(), file.Person());
        var child = file.Child(unit, null, mother, father);
        file.Enrol(child, school);
        await importing.Import(file);

        var broken = file.Copy();
        Break(broken, child, "familyName", 7);
        Assert.Equal(0, (await importing.Import(broken)).Sum("ended"));

        // A part of which nothing can be read holds the child's others; one whose person can be read holds only that.
        var unreadable = file.Copy();
        unreadable.Find(child)["responsibles"] = new JsonArray { 17 };
        unreadable.Find(child)["enrolments"]![0]!["startDate"] = "?";
        Assert.Equal(0, (await importing.Import(unreadable)).Sum("ended"));

        var readable = file.Copy();
        readable.Find(child)["responsibles"]!.AsArray().RemoveAt(1);
        readable.Find(child)["responsibles"]![0]!["endDate"] = "?";
        Assert.Equal("0 0 1 0 1", (await importing.Import(readable))["guardianship"]);
        Assert.Equal(
            mother,
            await importing.App.Value<Guid>("select guardian_id from roster.guardianship where ends_on is null")
        );
    }

    [Fact]
    public async Task Unknown_fields_and_values_do_no_harm()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var unit = file.Unit("FS,NYTT", organisationType: "Ny typ");
        var group = file.Group(unit, "Ny grupptyp");
        var guardian = file.Person();
        var child = file.Child(unit, group);
        file.Guardian(child, guardian, "Ny relation");
        Break(file, child, "securityMarking", "Ny markering");
        Break(file, child, "personStatus", "Ny status");
        Break(file, child, "extra", new JsonObject { ["deep"] = new JsonArray(1, 2) });
        Break(file, child, "emails", new JsonArray(new JsonObject { ["value"] = "no address", ["type"] = 1 }, 5));
        Break(file, child, "phoneNumbers", new JsonArray(new JsonObject()));
        Break(file, child, "civicNo", new JsonObject { ["value"] = "20220301TF12" });
        file.Duty(guardian, unit, "Ny roll", group);
        // Nobody's duty and an enrolment that was called off concern nobody.
        Break(file, file.Duty(guardian, unit), "person", null);
        file.Enrol(child, unit)["cancelled"] = true;

        var preview = await importing.Import(file);

        Assert.Equal(0, preview.Sum("rejected"));
        Assert.Equal("1 0 0 0 0", preview["duty"]);
        Assert.Equal("0 0 0 0 0", preview["enrolment"]);
        Assert.Equal(
            ("preschool", "other", "contact", "confidential", true, "20220301TF12"),
            await importing.Row<(string, string, string, string, bool, string)>(
                """
                select u.kind, g.kind, s.kind, p.protection, p.active, p.civic_no
                from roster.unit u, roster.child_group g,
                     roster.guardianship s join roster.person p on p.id = s.child_id
                """
            )
        );
    }

    [Fact]
    public async Task Characters_that_are_none_and_zeros_are_dealt_with()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        file.Person("REPLACE1");
        file.Person("REPLACE2", family: "Ek");
        var text = file.ToString()
            .Replace("REPLACE1", "\\ud800", StringComparison.Ordinal)
            .Replace("REPLACE2", "A\\u0000\\tB", StringComparison.Ordinal);

        var id = (Guid)
            (await importing.Post(System.Text.Encoding.UTF8.GetBytes(text)).Json(HttpStatusCode.Accepted))["id"]!;
        await importing.App.Drain();
        await importing.Apply(id);

        Assert.Equal("bad-characters", (string)Assert.Single(await importing.Rejections(id))["reason"]!);
        Assert.Equal(
            "A  B",
            await importing.App.Value<string>("select given_name from roster.person where family_name = 'Ek'")
        );
    }

    private static void Break(RosterFile file, Guid id, string field, JsonNode? value)
    {
        if (value is null)
            file.Find(id).Remove(field);
        else
            file.Find(id)[field] = value;
    }
}
