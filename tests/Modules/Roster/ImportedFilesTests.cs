using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

/// <summary>
/// Files as systems write them, each with something the standard lets stand or that is nearly the standard's: what
/// becomes of it, from the upload to what guardians, staff and administrators see.
/// </summary>
[Collection(Importing.OneByOne)]
public sealed class ImportedFilesTests
{
    // Of the files, who has the same part in most of them.
    private static readonly Guid Guardian = new("cad4746d-8a6c-55bf-b7f5-691af9e504fa"),
        OtherGuardian = new("42180f35-6561-5709-b7e7-fcd16e522d21"),
        ThirdGuardian = new("3f2019b1-1e1b-5b26-a2e9-61b09f761930"),
        Staff = new("437577e4-06a0-59ea-bfdb-4fafbfbae0c4"),
        Eva = new("096d135a-ebc0-5af4-848c-49fa7fdbe382"),
        EvaAtWork = new("1ea93e72-46b4-59de-af4a-546fb9c4ff75");

    [Fact]
    public async Task A_duty_and_a_group_above_the_units_count_for_the_units_of_their_children()
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, "duty-and-group-at-school-level");

        Assert.Equal(0, preview.Sum("rejected"));
        Assert.Equal(
            ["duty above-units dutyAt duties[0]", "group above-units organisation groups[1]"],
            await Warned(importing, preview)
        );
        Assert.Equal(["Barn, Förskolan Ett, Avdelning A"], await ChildrenOf(importing, Guardian));
        Assert.Equal(["Barn, Förskolan Ett, Avdelning B"], await ChildrenOf(importing, OtherGuardian));
        Assert.Equal(["Barn, Förskolan Ett, Avdelning A"], await DayOf(importing, Staff));
        Assert.Equal((0, 0, 0), await Again(importing, "duty-and-group-at-school-level"));
    }

    [Fact]
    public async Task Of_two_periods_the_one_that_holds_counts_whichever_stands_first()
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, "guardianship-ended-and-begun-again");

        Assert.Equal(0, preview.Sum("rejected"));
        Assert.Equal(["Barn, Förskolan Ett, Avdelning A"], await ChildrenOf(importing, Guardian));
        Assert.True(await HasAccount(importing, Guardian));
    }

    [Fact]
    public async Task A_guardian_is_one_in_whatever_case_and_form_the_relation_is_written()
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, "relation-type-case-and-nfd");

        Assert.Equal(0, preview.Sum("rejected"));
        Assert.Empty(await Warned(importing, preview));
        foreach (var guardian in new[] { Guardian, OtherGuardian, ThirdGuardian })
        {
            Assert.Equal(["Barn, Förskolan Ett, Avdelning A"], await ChildrenOf(importing, guardian));
            Assert.True(await HasAccount(importing, guardian));
        }
    }

    [Fact]
    public async Task A_preschool_is_one_however_its_school_types_are_written_and_without_by_its_children()
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, "preschool-school-types-case-string-missing");

        Assert.Equal(0, preview.Sum("rejected"));
        Assert.Equal(["unit kind-by-children schoolTypes organisations[4]"], await Warned(importing, preview));
        var units = (await importing.Api.GetAsync("units").Json())["items"]!.AsArray();
        Assert.Equal(4, units.Count);
        Assert.All(units, unit => Assert.Equal("preschool", (string)unit!["kind"]!));
        Assert.All(
            (await (await importing.App.As(Guardian)).Api.GetAsync("start").Json())["children"]!.AsArray(),
            child => Assert.NotEqual("08:00", (string?)child!["begins"])
        );
    }

    [Fact]
    public async Task A_date_with_a_time_is_that_day_and_the_year_1_is_no_end()
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, "dates-as-datetime-and-year-1");

        Assert.Equal(0, preview.Sum("rejected"));
        Assert.Equal(["placement filler-date endDate placements[1]"], await Warned(importing, preview));
        Assert.Single(await ChildrenOf(importing, Guardian));
        Assert.Single(await ChildrenOf(importing, OtherGuardian));
        Assert.Equal(
            2,
            await importing.App.Value<long>("select count(*) from roster.person where birth_date = '2021-02-03'")
        );
    }

    [Fact]
    public async Task Who_has_moved_abroad_keeps_what_the_file_says_of_children_and_places()
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, "emigrated");

        Assert.Equal(
            ["person emigrated personStatus persons[0]", "person emigrated personStatus persons[3]"],
            await Warned(importing, preview)
        );
        Assert.True(await HasAccount(importing, Guardian));
        Assert.Single(await ChildrenOf(importing, Guardian));
        Assert.Single(await ChildrenOf(importing, OtherGuardian));
    }

    [Fact]
    public async Task An_address_no_mail_can_go_to_is_none_and_nobody_is_told_that_one_was_sent()
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, "emails-unusable");

        Assert.Equal(
            5,
            (await Warned(importing, preview)).Count(one =>
                one.StartsWith("person unusable-address ", StringComparison.Ordinal)
            )
        );
        var guardians = JsonNode.Parse(await File.ReadAllTextAsync(PathOf("emails-unusable")))!["persons"]!
            .AsArray()
            .Where(person => person!["emails"] is not null)
            .Select(person => (Guid)person!["id"]!)
            .ToArray();
        List<string?> addresses = [];
        foreach (var guardian in guardians)
        {
            var account = await importing.Api.GetAsync($"people/{guardian}/account").Json();
            addresses.Add((string?)account["email"]);
            Assert.Equal(account["email"] is not null, (bool)account["hasAddress"]!);
            Assert.Equal(account["email"] is not null, account["invitedAt"] is not null);
            Assert.Null(account["invitationWaitsSince"]);
            var again = importing.Api.Post($"people/{guardian}/account/activation-mail", new { });
            if (account["email"] is null)
                await again.Refused(HttpStatusCode.Conflict, "accounts/account-without-address");
            else
                await again.Is(HttpStatusCode.Accepted);
        }

        Assert.Equal([null, null, null, null, null, "a8@example.org", "a9@example", "a10@example.org"], addresses);
    }

    [Fact]
    public async Task Fillers_instead_of_numbers_are_none_and_keep_nobody_out()
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, "civic-number-placeholder-twice");

        Assert.Equal(0, preview.Sum("rejected"));
        Assert.Equal(
            Enumerable.Range(1, 4).Select(i => $"person filler-number civicNo.value persons[{i}]"),
            await Warned(importing, preview)
        );
        Assert.Equal(4, (await ChildrenOf(importing, Guardian)).Length);
    }

    [Fact]
    public async Task One_person_by_two_ids_has_both_roles_and_one_account_and_stays_so()
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, "same-person-two-ids");

        Assert.Equal(0, preview.Sum("rejected"));
        Assert.Equal(["person same-person civicNo persons[2]"], await Warned(importing, preview));
        Assert.Equal("persons[0]", (string?)(await importing.Warnings(preview.Id))[0]["other"]);
        Assert.Equal(["Barn, Förskolan Ett, Avdelning A"], await ChildrenOf(importing, Eva));
        Assert.Equal(["Barn, Förskolan Ett, Avdelning A"], await DayOf(importing, Eva));
        Assert.False(await HasAccount(importing, EvaAtWork));
        Assert.Equal((0, 0, 0), await Again(importing, "same-person-two-ids"));

        // The school forgets her, the office does not: she is the same, with the account she has.
        var file = JsonNode.Parse(await File.ReadAllTextAsync(PathOf("same-person-two-ids")))!;
        file["persons"]!.AsArray().RemoveAt(0);
        file["persons"]![0]!["responsibles"]!.AsArray().Clear();
        var later = await importing.Preview(Encoding.UTF8.GetBytes(file.ToJsonString()));
        await importing.Apply(later.Id, endMany: true);

        Assert.Equal("0 1 0 1 0", later["person"]);
        Assert.Equal(0, later.Sum("rejected"));
        Assert.True(await HasAccount(importing, Eva));
        Assert.False(await HasAccount(importing, EvaAtWork));
        Assert.Equal(["Barn, Förskolan Ett, Avdelning A"], await DayOf(importing, Eva));
    }

    [Fact]
    public async Task A_whole_number_is_read_in_any_spelling()
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, "school-year-1.0-and-string");

        Assert.Equal(0, preview.Sum("rejected"));
        Assert.Empty(await Warned(importing, preview));
        Assert.Equal(2, await importing.App.Value<long>("select count(*) from roster.enrolment where school_year = 1"));
    }

    [Fact]
    public async Task One_name_suffices()
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, "single-name-child");

        Assert.Equal(0, preview.Sum("rejected"));
        Assert.Equal(["Barn, Förskolan Ett, Avdelning A"], await ChildrenOf(importing, Guardian));
    }

    [Fact]
    public async Task A_name_is_found_in_whatever_form_it_came_or_is_typed()
    {
        await using var importing = await Importing.Start();
        await Import(importing, "names-nfd");

        foreach (var typed in new[] { "Märta", "Märta".Normalize(NormalizationForm.FormD), "märt Öb" })
            Assert.Equal(["Märta Öberg"], await Found(importing, typed));
    }

    [Theory]
    [InlineData("anna@xn--rksmrgs-5wao1o.example")]
    [InlineData("anna@räksmörgås.example")]
    [InlineData("ANNA@Räksmörgås.example")]
    public async Task A_domain_with_other_letters_is_one_in_both_spellings(string typed)
    {
        await using var importing = await Importing.Start();
        await Import(importing, "email-idn-punycode");

        Assert.Equal(["Vuxen Prov"], await Found(importing, typed));
        await importing.App.Nobody().Post("link", new { userName = typed }).Is(HttpStatusCode.Accepted);
        await importing.App.Drain();
        Assert.True(
            await importing.App.Value<bool>(
                "select link_asked_at is not null from accounts.account where person_id = @Guardian",
                new { Guardian }
            )
        );
    }

    [Fact]
    public async Task A_file_in_utf_16_is_called_that()
    {
        await using var importing = await Importing.Start();
        await importing
            .Post(await File.ReadAllBytesAsync(PathOf("utf16-with-bom")))
            .Refused(HttpStatusCode.UnprocessableEntity, "roster/file-utf16");
    }

    [Theory]
    [InlineData("same-first-name")]
    [InlineData("long-name")]
    public async Task A_file_by_the_standard_comes_in_without_a_word(string name)
    {
        await using var importing = await Importing.Start();
        var preview = await Import(importing, name);

        Assert.Equal(0, preview.Sum("rejected"));
        Assert.Empty(await Warned(importing, preview));
    }

    private static string PathOf(string name) =>
        Path.Combine(AppContext.BaseDirectory, "Roster", "files", $"{name}.json");

    /// <summary>Into an empty roster in which nobody has an account.</summary>
    private static async Task<Preview> Import(Importing importing, string name)
    {
        await importing.App.Execute("delete from accounts.account where not administrator");
        var preview = await importing.Preview(await File.ReadAllBytesAsync(PathOf(name)));
        await importing.Apply(preview.Id, endMany: true);
        await importing.App.Drain();
        return preview;
    }

    private static async Task<(int Added, int Changed, int Ended)> Again(Importing importing, string name)
    {
        var preview = await importing.Preview(await File.ReadAllBytesAsync(PathOf(name)));
        return (preview.Sum("added"), preview.Sum("changed"), preview.Sum("ended"));
    }

    private static async Task<IEnumerable<string>> Warned(Importing importing, Preview preview)
    {
        var warnings = await importing.Warnings(preview.Id);
        Assert.Equal(preview.Json["warnings"]!.AsArray().Sum(why => (int)why!["count"]!), warnings.Length);
        return warnings.Select(one => $"{one["kind"]} {one["reason"]} {one["field"]} {one["place"]}").Order();
    }

    private static async Task<string[]> ChildrenOf(Importing importing, Guid guardian) =>
        [
            .. from child in (await (await importing.App.As(guardian)).Api.GetAsync("start").Json())[
                "children"
            ]!.AsArray()
            select $"{child["givenName"]}, {child["unit"]}, {child["group"]}",
        ];

    private static async Task<string[]> DayOf(Importing importing, Guid staff) =>
        [
            .. from day in (await (await importing.App.As(staff)).Api.GetAsync("absences/day").Json())[
                "groups"
            ]!.AsArray()
            from child in day["children"]!.AsArray()
            select $"{child!["givenName"]}, {day["unit"]}, {day["name"]}",
        ];

    private static async Task<string[]> Found(Importing importing, string typed) =>
        [
            .. from person in (await importing.Api.GetAsync($"people?search={Uri.EscapeDataString(typed)}").Json())[
                "items"
            ]!.AsArray()
            select $"{person!["givenName"]} {person["familyName"]}",
        ];

    private static Task<bool> HasAccount(Importing importing, Guid person) =>
        importing.App.Value<bool>(
            "select exists (select from accounts.account where person_id = @person and ended_at is null)",
            new { person }
        );
}
