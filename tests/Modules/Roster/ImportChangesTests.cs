using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Kernel;
using Kapprum.Roster.Contacts;
using Kapprum.Roster.Demo;
using Kapprum.Roster.Import;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Roster;

/// <summary>What an import adds, changes, ends and brings back.</summary>
[Collection(Importing.OneByOne)]
public sealed class ImportChangesTests
{
    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out _);

        var first = await importing.Import(file);
        var rows = await Rows(importing);
        var second = await importing.Import(file);

        Assert.Equal((0, 0), (first.Sum("changed"), first.Sum("ended")));
        Assert.Equal(
            (0, 0, 0, 0),
            (second.Sum("added"), second.Sum("changed"), second.Sum("ended"), second.Sum("rejected"))
        );
        Assert.Equal(first.Sum("added"), second.Sum("unchanged"));
        Assert.Equal(rows, await Rows(importing));
        Assert.Empty(await importing.Changes(second.Id));
    }

    [Fact]
    public async Task Nothing_changes_before_the_import_is_applied()
    {
        await using var importing = await Importing.Start();

        var preview = await importing.Preview(Municipality(out _));

        Assert.Equal(0, await importing.App.Value<long>("select count(*) from roster.unit"));
        Assert.NotEqual(0, preview.Sum("added"));
        Assert.Equal(App.Morning.Date, DateTime.Parse((string)preview.Json["previewedOn"]!, null));
    }

    [Fact]
    public async Task What_is_no_longer_in_the_file_ends_and_is_never_deleted()
    {
        await using var importing = await Importing.Start(ownClock: true);
        var file = Municipality(out var who);
        await importing.Import(file);
        var before = await Count(importing);

        importing.App.Clock.Advance(TimeSpan.FromDays(1));
        var empty = await importing.Import(new RosterFile());

        Assert.Equal(before, await Count(importing));
        Assert.Equal(0, await importing.App.Value<long>("select count(*) from roster.person where active"));
        foreach (
            var table in (string[])
                [
                    "unit",
                    "child_group",
                    "guardianship",
                    "placement",
                    "enrolment",
                    "group_membership",
                    "duty",
                    "duty_group",
                ]
        )
            Assert.Equal(
                (true, importing.App.Today.AddDays(-1)),
                await importing.Row<(bool, DateOnly)>(
                    $"select bool_and(ends_on is not null), max(ends_on) from roster.{table}"
                )
            );
        Assert.Equal(0, empty.Sum("unchanged"));
        Assert.Equal(0, (await importing.Import(new RosterFile())).Sum("ended"));
    }

    [Fact]
    public async Task What_comes_back_lives_again()
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out var who);
        await importing.Import(file);
        var rows = await Rows(importing);
        await importing.Import(new RosterFile());

        var back = await importing.Import(file);

        Assert.Equal(0, back.Sum("added"));
        Assert.Equal(rows, await Rows(importing));
    }

    [Fact]
    public async Task A_guardianship_that_comes_back_after_a_gap_is_a_new_one()
    {
        await using var importing = await Importing.Start(ownClock: true);
        var file = Municipality(out var who);
        await importing.Import(file);
        var without = file.Copy();
        without.Find(who.Child)["responsibles"]!.AsArray().RemoveAt(0);
        importing.App.Clock.Advance(TimeSpan.FromDays(10));
        await importing.Import(without);
        importing.App.Clock.Advance(TimeSpan.FromDays(10));

        var preview = await importing.Import(file);

        Assert.Equal("1 0 0 1 0", preview["guardianship"]);
        Assert.Equal(
            "2026-11-24 2026-12-03, 2026-12-14 ",
            await importing.App.Value<string>(
                """
                select string_agg(starts_on || ' ' || coalesce(ends_on::text, ''), ', ' order by starts_on)
                from roster.guardianship where child_id = @Child and guardian_id = @Mother
                """,
                who
            )
        );
    }

    [Fact]
    public async Task What_never_began_ends_before_its_start_and_holds_on_no_day()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var unit = file.Unit();
        var child = file.Child(unit, null, file.Person());
        file.Find((Guid)file["placements"][0]!["id"]!)["startDate"] = "2027-01-10";
        await importing.Import(file);

        await importing.Import(new RosterFile());

        Assert.Equal(
            (new DateOnly(2027, 1, 10), new DateOnly(2027, 1, 9)),
            await importing.Row<(DateOnly, DateOnly)>("select starts_on, ends_on from roster.placement")
        );
        // A guardianship that began this morning ends this morning.
        Assert.Equal(
            (importing.App.Today, importing.App.Today.AddDays(-1)),
            await importing.Row<(DateOnly, DateOnly)>("select starts_on, ends_on from roster.guardianship")
        );
        Assert.Equal(
            0,
            await importing.App.Value<long>(
                "select count(*) from generate_series(0, 90) d, lateral roster.belonging(@child, @Today + d)",
                new { child, importing.App.Today }
            )
        );
    }

    [Fact]
    public async Task A_guardianship_that_the_file_ends_before_the_day_it_became_known_holds_on_no_day()
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out var who);
        await importing.Import(file);

        file.Find(who.Child)["responsibles"]![0]!["endDate"] = "2026-06-30";
        var preview = await importing.Import(file);

        Assert.Equal("0 0 1 1 0", preview["guardianship"]);
        Assert.Equal(
            (importing.App.Today, importing.App.Today.AddDays(-1)),
            await importing.Row<(DateOnly, DateOnly)>(
                "select starts_on, ends_on from roster.guardianship where guardian_id = @Mother",
                who
            )
        );
        Assert.Equal(0, (await importing.Import(file)).Sum("changed"));
    }

    [Fact]
    public async Task The_last_day_of_a_guardianship_counts_and_the_day_after_does_not()
    {
        await using var importing = await Importing.Start(ownClock: true);
        var file = Municipality(out var who);
        file.Find(who.Child)["responsibles"]![0]!["endDate"] = "2026-11-25";
        await importing.Import(file);

        foreach (var expected in (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden])
        {
            await (await importing.App.As(who.Mother)).Api.GetAsync($"children/{who.Child}/absences").Is(expected);
            await (await importing.App.As(who.Father))
                .Api.GetAsync($"children/{who.Child}/absences")
                .Is(HttpStatusCode.OK);
            importing.App.Clock.Advance(TimeSpan.FromDays(1));
        }
    }

    [Fact]
    public async Task A_guardian_who_is_no_longer_in_the_childs_record_loses_the_child_the_same_day()
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out var who);
        await importing.Import(file);
        await (await importing.App.As(who.Mother)).Api.GetAsync($"children/{who.Child}/absences").Is(HttpStatusCode.OK);

        file.Find(who.Child)["responsibles"]!.AsArray().RemoveAt(0);
        await importing.Import(file);

        // It was her only child: with it goes the account.
        await (await importing.App.As(who.Mother))
            .Api.GetAsync($"children/{who.Child}/absences")
            .Is(HttpStatusCode.Unauthorized);
        await (await importing.App.As(who.Father)).Api.GetAsync($"children/{who.Child}/absences").Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Vårdnadshavare", "Aktiv", "Aktiv", HttpStatusCode.OK)]
    [InlineData("God man", "Aktiv", "Aktiv", HttpStatusCode.OK)]
    [InlineData("Annan ansvarig", "Aktiv", "Aktiv", HttpStatusCode.Forbidden)]
    [InlineData("Utsedd behörig", "Aktiv", "Aktiv", HttpStatusCode.Forbidden)]
    [InlineData("Vårdnadshavare", "Utvandrad", "Aktiv", HttpStatusCode.OK)]
    [InlineData("Vårdnadshavare", "Aktiv", "utvandrad", HttpStatusCode.OK)]
    [InlineData("Vårdnadshavare", "Avliden", "Aktiv", HttpStatusCode.Forbidden)]
    [InlineData("Vårdnadshavare", "Aktiv", "Avliden", HttpStatusCode.Forbidden)]
    public async Task Who_is_a_guardian_follows_from_relation_and_status(
        string relation,
        string guardianStatus,
        string childStatus,
        HttpStatusCode expected
    )
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out var who);
        file.Find(who.Child)["responsibles"]![0]!["relationType"] = relation;
        file.Find(who.Mother)["personStatus"] = guardianStatus;
        file.Find(who.Child)["personStatus"] = childStatus;

        await importing.Import(file);

        await (await importing.App.As(who.Mother)).Api.GetAsync($"children/{who.Child}/absences").Is(expected);
    }

    [Fact]
    public async Task Ending_more_than_a_tenth_of_anything_wants_to_be_asked_for()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var unit = file.Unit();
        var children = Enumerable.Range(0, 20).Select(_ => file.Child(unit, null)).ToArray();
        await importing.Import(file);

        file.Remove(children[0]);
        file.Remove(children[1]);
        var placements = file["placements"]
            .Where(p => (Guid)p!["child"]!["id"]! == children[0] || (Guid)p!["child"]!["id"]! == children[1])
            .ToList();
        placements.ForEach(placement => file.Remove((Guid)placement!["id"]!));
        var tenth = await importing.Preview(file);
        Assert.False((bool)tenth.Json["endsMany"]!);
        // Ended by the file counts as well as gone from it.
        file.Find((Guid)file["placements"][0]!["id"]!)["endDate"] = "2026-11-23";
        var more = await importing.Preview(file);

        Assert.Equal("0 0 3 17 0", more["placement"]);
        var problem = await importing
            .Api.Post($"roster/imports/{more.Id}/apply", new { })
            .Refused(HttpStatusCode.Conflict, "roster/import-ends-many");
        Assert.Equal(("placement", 3, 20), ((string)problem["kind"]!, (int)problem["ended"]!, (int)problem["before"]!));
        await importing.App.Drain();
        Assert.Equal(
            20,
            await importing.App.Value<long>("select count(*) from roster.placement where ends_on is null")
        );
        await importing.Apply(more.Id, endMany: true);
        Assert.Equal(
            17,
            await importing.App.Value<long>("select count(*) from roster.placement where ends_on is null")
        );
    }

    [Fact]
    public async Task A_preview_is_outdated_once_another_import_has_been_applied()
    {
        await using var importing = await Importing.Start();
        var first = await importing.Preview(Municipality(out _));
        var second = await importing.Preview(Municipality(out _));

        await importing.Apply(first.Id);

        await importing
            .Api.Post($"roster/imports/{second.Id}/apply", new { })
            .Refused(HttpStatusCode.Conflict, "roster/import-outdated");
        await importing
            .Api.Post($"roster/imports/{first.Id}/apply", new { })
            .Refused(HttpStatusCode.Conflict, "roster/import-applied");
        await importing
            .Api.Post($"roster/imports/{Guid.CreateVersion7()}/apply", new { })
            .Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Of_two_imports_approved_together_one_is_applied()
    {
        await using var importing = await Importing.Start();
        var first = await importing.Preview(Municipality(out _));
        var second = await importing.Preview(Municipality(out _));
        await importing.Api.Post($"roster/imports/{first.Id}/apply", new { }).Is(HttpStatusCode.Accepted);
        await importing
            .Api.Post($"roster/imports/{first.Id}/apply", new { })
            .Refused(HttpStatusCode.Conflict, "roster/import-approved");
        await importing.Api.Post($"roster/imports/{second.Id}/apply", new { }).Is(HttpStatusCode.Accepted);

        await importing.App.Drain();

        var imports = (await importing.Api.GetAsync("roster/imports").Json())["items"]!.AsArray();
        Assert.Equal(["applied", "outdated"], imports.Select(import => (string)import!["status"]!).Order());
        Assert.Equal(
            1,
            await importing.App.Value<long>("select count(*) from kernel.outbox where event = 'roster/changed'")
        );
        Assert.Equal(1, await importing.App.Value<long>("select count(*) from roster.unit where kind = 'preschool'"));
    }

    [Fact]
    public async Task A_preview_of_yesterday_is_made_anew_before_it_is_applied()
    {
        await using var importing = await Importing.Start(ownClock: true);
        var file = new RosterFile();
        var unit = file.Unit();
        file.Child(unit, null);
        await importing.Import(file);
        foreach (var placement in file["placements"])
            placement!["endDate"] = "2026-11-24";
        var preview = await importing.Preview(file);
        Assert.False((bool)preview.Json["endsMany"]!);

        importing.App.Clock.Advance(TimeSpan.FromDays(1));
        await importing.Api.Post($"roster/imports/{preview.Id}/apply", new { }).Is(HttpStatusCode.Accepted);
        await importing.App.Drain();

        var anew = await importing.Api.GetAsync($"roster/imports/{preview.Id}").Json();
        Assert.Equal(("previewed", true), ((string)anew["status"]!, (bool)anew["endsMany"]!));
        await importing.Apply(preview.Id, endMany: true);
    }

    [Fact]
    public async Task A_person_with_a_new_id_keeps_the_number_and_numbers_can_be_swapped()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var (one, other) = (file.Person("One", civicNo: "198805012389"), file.Person("Other", civicNo: "198805022388"));
        await importing.Import(file);

        file.Find(one)["civicNo"]!["value"] = "198805022388";
        file.Find(other)["civicNo"]!["value"] = "198805012389";
        Assert.Equal("0 2 0 0 0", (await importing.Import(file))["person"]);

        file.Find(one)["id"] = Guid.CreateVersion7();
        var preview = await importing.Import(file);

        Assert.Equal("1 0 1 1 0", preview["person"]);
        Assert.Equal(
            1,
            await importing.App.Value<long>(
                "select count(*) from roster.person where civic_no = '198805022388' and active"
            )
        );
    }

    [Fact]
    public async Task A_number_stays_with_whoever_has_it_when_the_file_gives_it_to_two()
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var people = Enumerable.Range(0, 4).Select(i => file.Person($"P{i}", civicNo: $"19880501238{i}")).ToArray();
        await importing.Import(file);

        // The first is broken and keeps 0; the second wants 0 and cannot, so keeps 1; the third wants 1; a new one
        // comes first with 3.
        file.Find(people[0])["familyName"] = 7;
        file.Find(people[1])["civicNo"]!["value"] = "198805012380";
        file.Find(people[2])["civicNo"]!["value"] = "198805012381";
        var other = file.Person("New", civicNo: "198805012383");
        var record = file.Find(other);
        file.Remove(other);
        file["persons"].Insert(0, record);
        file.Find(people[3])["givenName"] = "Renamed";
        var preview = await importing.Import(file);

        Assert.Equal("0 1 0 0 4", preview["person"]);
        Assert.Equal(
            "P0 0, P1 1, P2 2, Renamed 3",
            await importing.App.Value<string>(
                """
                select string_agg(given_name || ' ' || right(civic_no, 1), ', ' order by civic_no)
                from roster.person
                where active
                """
            )
        );
    }

    [Theory]
    [InlineData("19880501-2389", null, "198805012389", "1988-05-01")]
    [InlineData("880501-2389", null, "198805012389", "1988-05-01")]
    [InlineData("180501+2389", "1918-05-01", "191805012389", "1918-05-01")]
    [InlineData("180501-2389", null, "201805012389", "2018-05-01")]
    [InlineData("201805612389", null, "201805612389", "2018-05-01")]
    [InlineData("180561-2389", null, "201805612389", "2018-05-01")]
    [InlineData("20180501tf01", null, "20180501TF01", null)]
    public async Task Civic_numbers_are_kept_in_one_spelling_and_tell_the_birth_date(
        string given,
        string? birth,
        string expected,
        string? born
    )
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var person = file.Person(civicNo: given);
        file.Find(person)["birthDate"] = birth;

        await importing.Import(file);

        Assert.Equal(
            (expected, born),
            await importing.Row<(string, string?)>(
                "select civic_no, birth_date::text from roster.person where id = @person",
                new { person }
            )
        );
    }

    [Fact]
    public async Task A_guardians_address_is_the_private_one_and_that_of_other_staff_the_one_at_work()
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out var who);
        foreach (var person in (Guid[])[who.Mother, who.Father, who.Teacher])
            file.Find(person)["emails"] = new JsonArray(
                new JsonObject { ["value"] = "work@example.org", ["type"] = "Skola personal" },
                new JsonObject { ["value"] = "other@example.org" },
                new JsonObject { ["value"] = "private@example.org", ["type"] = "Privat" }
            );
        file.Find(who.Father)["emails"]!.AsArray().RemoveAt(2);
        file.Find(who.Father)["emails"]!.AsArray().RemoveAt(1);

        await importing.Import(file);

        Task<string> Email(Guid id) =>
            importing.App.Value<string>("select email from roster.person where id = @id", new { id });
        Assert.Equal("private@example.org", await Email(who.Mother));
        Assert.Equal("work@example.org", await Email(who.Father));
        Assert.Equal("work@example.org", await Email(who.Teacher));
    }

    [Fact]
    public async Task The_address_of_somebody_with_protected_registration_goes_when_the_file_has_none()
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out var who);
        file.Find(who.Mother)["addresses"] = new JsonArray(
            new JsonObject { ["type"] = "Annan", ["streetAddress"] = "Boxen" },
            new JsonObject
            {
                ["type"] = "Folkbokföring",
                ["streetAddress"] = "Storgatan 1",
                ["postalCode"] = "99101",
                ["locality"] = "Ekbacka",
            }
        );
        await importing.Import(file);
        Assert.Equal(
            "Storgatan 1",
            await importing.App.Value<string>("select street from roster.person where id = @Mother", who)
        );

        file.Find(who.Mother).Remove("addresses");
        file.Find(who.Mother)["securityMarking"] = "Skyddad folkbokföring";
        var preview = await importing.Import(file);

        Assert.Equal(
            ("protected-registration", null, null),
            await importing.Row<(string, string?, string?)>(
                "select protection, street, city from roster.person where id = @Mother",
                who
            )
        );
        // Who reads what the import changes reads nothing of it either.
        Assert.Empty(await importing.Changes(preview.Id, "kind=person"));
    }

    [Fact]
    public async Task Staff_in_a_group_are_no_members_and_members_leave_with_the_group()
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out var who);
        file.Join(who.Group, who.Teacher);
        file.Join(who.Class, who.Child, starts: null);
        file.Find(who.Class)["endDate"] = "2027-06-15";

        var preview = await importing.Import(file);

        Assert.Equal("2 0 0 0 0", preview["membership"]);
        Assert.Equal(
            (new DateOnly(2026, 8, 1), new DateOnly(2027, 6, 15)),
            await importing.Row<(DateOnly, DateOnly)>(
                "select starts_on, ends_on from roster.group_membership where group_id = @Class",
                who
            )
        );
    }

    [Theory]
    [InlineData("FS", "preschool")]
    [InlineData("FTH", "leisure-centre")]
    [InlineData("FKLASS,GR,FTH", "school")]
    [InlineData("FS,FTH", "preschool")]
    [InlineData("", "school")]
    public async Task A_units_kind_follows_from_its_school_types(string types, string kind)
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        file.Unit(types);

        await importing.Import(file);

        Assert.Equal(kind, await importing.App.Value<string>("select kind from roster.unit"));
    }

    [Fact]
    public async Task A_new_unit_is_open_as_usual_until_somebody_says_otherwise()
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out var who);
        await importing.Import(file);
        Task<string> Hours(Guid unit) =>
            importing.App.Value<string>(
                """
                select count(*) || ' ' || min(opens) || ' ' || max(closes)
                from roster.unit_hours
                where unit_id = @unit
                """,
                new { unit }
            );
        Assert.Equal(("5 06:00:00 18:00:00", "5 08:00:00 16:00:00"), (await Hours(who.Unit), await Hours(who.School)));

        await importing
            .Api.Put($"units/{who.Unit}/hours", new { days = Array.Empty<object>() })
            .Is(HttpStatusCode.NoContent);
        file.Find(who.Unit)["displayName"] = "Another name";
        await importing.Import(file);

        Assert.Equal(
            0,
            await importing.App.Value<long>("select count(*) from roster.unit_hours where unit_id = @Unit", who)
        );
    }

    [Fact]
    public async Task The_changes_can_be_read_record_by_record_before_and_after()
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out var who);
        await importing.Import(file);
        var other = file.Group(who.Unit);
        file.Find(other)["displayName"] = "Vitsippan";
        file.Find(who.Child)["familyName"] = "Ek";
        file.Find(who.Child)["responsibles"]!.AsArray().RemoveAt(1);
        file["placements"][0]!["group"] = new JsonObject { ["id"] = other };

        var preview = await importing.Preview(file);
        var before = await importing.Changes(preview.Id);
        await importing.Apply(preview.Id, endMany: true);

        Assert.Equal(
            ["group added", "guardianship ended", "person changed", "placement changed"],
            before.Select(change => $"{change["kind"]} {change["change"]}")
        );
        Assert.Equal("Vitsippan", (string)before[0]["group"]!["name"]!);
        Assert.Equal(who.Father, (Guid)before[1]["guardian"]!["id"]!);
        var name = Assert.Single(before[2]["fields"]!.AsArray())!;
        Assert.Equal(("familyName", "Berg", "Ek"), ((string)name["name"]!, (string)name["from"]!, (string)name["to"]!));
        var group = Assert.Single(before[3]["fields"]!.AsArray())!;
        Assert.Equal(
            ("group", "Group", "Vitsippan"),
            ((string)group["name"]!, (string)group["from"]!, (string)group["to"]!)
        );
        var after = await importing.Changes(preview.Id, "kind=placement&change=changed");
        Assert.Equal(before[3]["fields"]!.ToJsonString(), Assert.Single(after)["fields"]!.ToJsonString());
    }

    [Fact]
    public async Task Whose_data_are_read_among_the_changes_is_in_the_log()
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out var who);
        await importing.Import(file);
        file.Find(who.Mother)["civicNo"] = new JsonObject { ["value"] = "198805012389" };
        file.Find(who.Father)["securityMarking"] = "Sekretessmarkering";
        var preview = await importing.Preview(file);

        await importing.Changes(preview.Id, "kind=person");

        Task<long> Noted(string action, Guid id) =>
            importing.App.Value<long>(
                """
                select count(*)
                from kernel.audit
                where action = @action and subject_id = @id and account_id is not null
                """,
                new { action, id }
            );
        Assert.Equal(
            (1, 0),
            (await Noted("roster.read-person", who.Mother), await Noted("roster.read-protected", who.Mother))
        );
        Assert.Equal(
            (0, 0),
            (await Noted("roster.read-person", who.Father), await Noted("roster.read-protected", who.Father))
        );
        Assert.Equal(0, await Noted("roster.read-person", who.Teacher));
    }

    [Fact]
    public async Task Whoever_would_become_protected_is_so_also_when_the_import_is_outdated_and_its_records_are_gone()
    {
        await using var importing = await Importing.Start(ownClock: true);
        var file = Municipality(out var who);
        await importing.Import(file);
        file.Find(who.Mother)["securityMarking"] = "Skyddad folkbokföring";
        file.Find(who.Mother)["familyName"] = "Fågel";
        file.Find(who.Child)["responsibles"]![0]!["endDate"] = "2027-01-31";
        var preview = await importing.Preview(file);
        importing.App.Clock.Advance(TimeSpan.FromDays(8));
        await importing.App.Purge("import-records");
        await importing.App.Purge("import-details");

        var changes = await importing.Changes(preview.Id);

        Assert.Empty(changes);
    }

    [Fact]
    public async Task Everybody_whose_data_or_guardians_an_import_changes_has_that_in_the_log_with_who_said_yes()
    {
        await using var importing = await Importing.Start();
        var file = Municipality(out var who);
        var added = await importing.Import(file);
        Assert.Equal(
            3,
            await importing.App.Value<long>("select count(*) from kernel.audit where action like 'roster.import-%'")
        );
        file.Find(who.Mother)["familyName"] = "Ek";
        file.Remove(who.Teacher);
        file.Find(who.Child)["responsibles"]!.AsArray().RemoveAt(1);
        file.Guardian(who.Child, file.Person("Another"));

        var changed = await importing.Import(file);

        Assert.Equal(
            [
                "roster.import-guardianship-begun child",
                "roster.import-guardianship-ended child",
                "roster.import-person-changed mother",
                "roster.import-person-ended teacher",
            ],
            (
                await importing.App.Value<string>(
                    """
                    select string_agg(
                        action || ' ' || case subject_id when @Child then 'child' when @Mother then 'mother'
                                                         when @Teacher then 'teacher' end,
                        ',' order by action)
                    from kernel.audit
                    where details ->> 'importId' = @Import and action like 'roster.import-%'
                      and account_id = (select approved_by from roster.import where id = @Import::uuid)
                    """,
                    new
                    {
                        who.Child,
                        who.Mother,
                        who.Teacher,
                        Import = changed.Id.ToString(),
                    }
                )
            ).Split(',')
        );
        Assert.Equal(
            0,
            await importing.App.Value<long>(
                "select count(*) from kernel.audit where details ->> 'importId' = @Import",
                new { Import = added.Id.ToString() }
            )
        );
        var entry = Assert.Single(
            (await importing.Api.GetAsync($"audit?about={who.Mother}").Json())["items"]!.AsArray()
        )!;
        Assert.Equal(
            ("roster.import-person-changed", "Mother Ek"),
            ((string)entry["action"]!, (string)entry["about"]!["name"]!)
        );
    }

    [Fact]
    public async Task An_import_whose_turn_it_is_not_yet_waits_without_a_connection_and_is_not_forgotten()
    {
        await using var importing = await Importing.Start();
        var id = (Guid)(await importing.Post(Municipality(out _).Utf8).Json(HttpStatusCode.Accepted))["id"]!;
        var staged = await importing.App.Value<Guid>(
            "select id from kernel.outbox where event = 'roster/import-staged'"
        );
        await using var other = await importing.App.Connection();
        await Dapper.SqlMapper.ExecuteAsync(other, "select pg_advisory_lock(hashtext('kapprum roster import'))");

        // As a serving host's worker does: it comes back at once, and the job comes again.
        await using (var scope = importing.App.Services.CreateAsyncScope())
            await scope
                .ServiceProvider.GetRequiredService<Kapprum.Kernel.EventDelivery>()
                .Deliver(
                    typeof(PreviewImport.Handler).FullName + "/" + nameof(ImportStaged),
                    [staged],
                    CancellationToken.None
                )
                .WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(
            1,
            await importing.App.Value<long>(
                """
                select count(*)
                from hangfire.job
                where statename = 'Scheduled' and arguments::text like '%' || @staged || '%'
                """,
                new { staged = staged.ToString() }
            )
        );
        var waiting = importing.App.Drain();
        var byCommand = importing
            .App.Services.GetRequiredService<RosterImport>()
            .Preview(id, null, CancellationToken.None);
        Assert.Equal("staged", (string?)(await importing.Api.GetAsync($"roster/imports/{id}").Json())["status"]);
        await Dapper.SqlMapper.ExecuteAsync(other, "select pg_advisory_unlock(hashtext('kapprum roster import'))");

        await Task.WhenAll(waiting, byCommand);
        Assert.Equal("previewed", (await byCommand).Status.Stored());
    }

    [Fact]
    public async Task Contact_details_of_who_is_missing_from_the_roster_are_kept_for_as_long_as_the_setting_says()
    {
        await using var importing = await Importing.Start(ownClock: true);
        var file = Municipality(out var who);
        await importing.Import(file);
        foreach (var guardian in (Guid[])[who.Mother, who.Father])
            await (await importing.App.As(guardian))
                .Api.Put("me/contact", new { phone = "070-123 45 67" })
                .Is(HttpStatusCode.NoContent);
        var without = file.Copy();
        without.Remove(who.Mother);
        without.Find(who.Child)["responsibles"]!.AsArray().RemoveAt(0);
        await Import(without);

        await importing.App.Purge("contacts");
        Assert.Equal(2, await Kept());
        importing.App.Clock.Advance(TimeSpan.FromDays(89));
        await importing.App.Purge("contacts");
        Assert.Equal(2, await Kept());
        await Import(file);
        importing.App.Clock.Advance(TimeSpan.FromDays(80));
        await importing.App.Purge("contacts");
        Assert.Equal(2, await Kept());

        await Import(new RosterFile());
        importing.App.Clock.Advance(TimeSpan.FromDays(89));
        await importing.App.Purge("contacts");
        Assert.Equal(2, await Kept());
        importing.App.Clock.Advance(TimeSpan.FromDays(1));
        await importing.App.Purge("contacts");
        Assert.Equal(0, await Kept());

        // Whoever was logged in no longer is.
        async Task Import(RosterFile roster)
        {
            var import = importing.App.Services.GetRequiredService<RosterImport>();
            var id = await import.Stage(new MemoryStream(roster.Utf8), "roster.json", null, CancellationToken.None);
            await import.Preview(id, null, CancellationToken.None);
            await import.Apply(id, endMany: true, null, CancellationToken.None);
        }

        Task<long> Kept() => importing.App.Value<long>("select count(*) from roster.contact");
    }

    [Fact]
    public async Task Who_handed_it_in_and_who_said_yes_is_in_the_audit_log_without_personal_data()
    {
        await using var importing = await Importing.Start();

        var preview = await importing.Import(Municipality(out _));

        await using var db = await importing.App.Connection();
        var audit = (
            await Dapper.SqlMapper.QueryAsync<(string Action, bool Known, string Details)>(
                db,
                """
                select action, account_id is not null, details::text
                from kernel.audit
                where subject_id = @Id
                order by id
                """,
                preview
            )
        ).ToArray();
        Assert.Equal(
            ["roster.import-upload", "roster.import-approve", "roster.import-apply"],
            audit.Select(row => row.Action)
        );
        Assert.Equal([true, true, false], audit.Select(row => row.Known));
        Assert.Contains("\"person\": {\"added\": 4", audit[2].Details, StringComparison.Ordinal);
        Assert.Contains("approvedBy", audit[2].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_nobody_applies_are_removed_after_a_week_and_details_after_three_months()
    {
        await using var importing = await Importing.Start(ownClock: true);
        var applied = await importing.Import(Municipality(out _));
        var forgotten = await importing.Preview(Municipality(out _));
        Assert.Equal(4, await importing.App.Value<long>("select count(*) from roster.staged_person"));

        importing.App.Clock.Advance(TimeSpan.FromDays(8));
        await importing.App.Purge("import-records");
        await importing.App.Purge("import-details");

        Assert.Equal(0, await importing.App.Value<long>("select count(*) from roster.staged_person"));
        await importing
            .Api.Post($"roster/imports/{forgotten.Id}/apply", new { })
            .Refused(HttpStatusCode.Conflict, "roster/import-outdated");
        Assert.NotEmpty(await importing.Changes(applied.Id));

        importing.App.Clock.Advance(TimeSpan.FromDays(90));
        await importing.App.Purge("import-records");
        await importing.App.Purge("import-details");

        Assert.Equal(0, await importing.App.Value<long>("select count(*) from roster.import_change"));
        Assert.Equal(2, await importing.App.Value<long>("select count(*) from roster.import"));
    }

    [Fact]
    public async Task Only_administrators_import()
    {
        await using var importing = await Importing.Start();
        var family = await importing.App.Family();

        foreach (var api in (HttpClient[])[family.Guardian.Api, family.Staff.Api])
        {
            await api.GetAsync("roster/imports").Is(HttpStatusCode.Forbidden);
            await api.Post("roster/imports", new { }).Is(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_whole_municipality_comes_in_without_a_rejection_and_again_without_a_change()
    {
        await using var importing = await Importing.Start();
        using var file = new MemoryStream();
        await GenerateRoster.Write(file, 600, 1, importing.App.Today, CancellationToken.None);
        var import = importing.App.Services.GetRequiredService<RosterImport>();
        List<ImportProgress> read = [];

        foreach (var (added, unchanged) in ((bool, bool)[])[(true, false), (false, true)])
        {
            file.Position = 0;
            var id = await import.Stage(file, "municipality.json", new Heard(read), CancellationToken.None);
            await import.Preview(id, null, CancellationToken.None);
            var done = await import.Apply(id, endMany: false, new Heard([]), CancellationToken.None);

            Assert.Equal("applied", done.Status.Stored());
            Assert.Equal(
                (0, 0, 0),
                (done.Counts.Sum(c => c.Rejected), done.Counts.Sum(c => c.Changed), done.Counts.Sum(c => c.Ended))
            );
            Assert.Equal(
                (added, unchanged),
                (done.Counts.Sum(c => c.Added) > 4000, done.Counts.Sum(c => c.Unchanged) > 4000)
            );
            Assert.Equal(file.Length, done.Bytes);
            Assert.True(
                await importing.App.Value<bool>(
                    "select done = total - 1 from roster.import_progress where import_id = @id",
                    new { id }
                )
            );
        }

        Assert.Contains(new("reading", 1000, 0), read);
    }

    private sealed class Heard(List<ImportProgress> all) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => all.Add(value);
    }

    private sealed record Who(
        Guid Unit,
        Guid Group,
        Guid School,
        Guid Class,
        Guid Child,
        Guid Mother,
        Guid Father,
        Guid Teacher
    );

    private static RosterFile Municipality(out Who who)
    {
        var file = new RosterFile();
        var (unit, school) = (file.Unit("FS"), file.Unit("FKLASS,GR"));
        var (group, form) = (file.Group(unit), file.Group(school, "Klass"));
        var (mother, father, teacher) = (file.Person("Mother"), file.Person("Father"), file.Person("Teacher"));
        var child = file.Child(unit, group, mother, father);
        file.Join(group, child);
        file.Enrol(child, school);
        file.Duty(teacher, unit, "Rektor", group);
        who = new(unit, group, school, form, child, mother, father, teacher);
        return file;
    }

    private static Task<string> Rows(Importing importing) =>
        importing.App.Value<string>(
            """
            select string_agg(row::text, E'\n' order by row::text collate "C")
            from (select to_jsonb(t) from roster.unit t
                  union all select to_jsonb(t) from roster.child_group t
                  union all select to_jsonb(t) from roster.person t
                  union all select to_jsonb(t) from roster.guardianship t
                  union all select to_jsonb(t) from roster.placement t
                  union all select to_jsonb(t) from roster.placement_owner t
                  union all select to_jsonb(t) from roster.enrolment t
                  union all select to_jsonb(t) from roster.group_membership t
                  union all select to_jsonb(t) from roster.duty t
                  union all select to_jsonb(t) from roster.duty_group t) rows (row)
            """
        );

    private static Task<long> Count(Importing importing) =>
        importing.App.Value<long>(
            """
            select (select count(*) from roster.unit)
                   + (select count(*) from roster.child_group)
                   + (select count(*) from roster.person)
                   + (select count(*) from roster.guardianship)
                   + (select count(*) from roster.placement)
                   + (select count(*) from roster.enrolment)
                   + (select count(*) from roster.group_membership)
                   + (select count(*) from roster.duty)
                   + (select count(*) from roster.duty_group)
            """
        );
}
