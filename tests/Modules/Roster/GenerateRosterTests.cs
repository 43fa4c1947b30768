using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kapprum.Roster.Demo;

namespace Kapprum.Tests.Roster;

public sealed partial class GenerateRosterTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    public static TheoryData<int, string> SizesAndDays =>
        new()
        {
            { 10, "2026-11-24" },
            { 600, "2026-11-24" },
            { 2000, "2026-11-24" },
            { 600, "2026-07-31" },
            { 600, "2026-08-01" },
            { 600, "2028-02-29" },
            { 600, "2027-12-31" },
        };

    [Theory, MemberData(nameof(SizesAndDays))]
    public async Task Ids_are_unique_and_every_reference_leads_somewhere(int children, string today)
    {
        var roster = await Generate(children, today: Day(today));

        var ids = new Dictionary<string, HashSet<string>>();
        foreach (var list in (string[])["organisations", "persons", "placements", "groups", "duties"])
        {
            ids[list] = [.. Objects(roster[list]).Select(Id)];
            Assert.Equal(roster[list]!.AsArray().Count, ids[list].Count);
            Assert.All(ids[list], id => Assert.Matches(Rfc4122(), id));
        }
        Assert.Equal(5, roster.AsObject().Count);

        var persons = Objects(roster["persons"]);
        AllIn(ids["organisations"], Objects(roster["organisations"]).Select(o => Ref(o["parentOrganisation"])));
        AllIn(ids["organisations"], persons.SelectMany(p => Objects(p["enrolments"])).Select(e => Ref(e["enroledAt"])));
        AllIn(ids["persons"], persons.SelectMany(p => Objects(p["responsibles"])).Select(r => Ref(r["person"])));
        AllIn(ids["organisations"], Objects(roster["placements"]).Select(p => Ref(p["placedAt"])));
        AllIn(ids["persons"], Objects(roster["placements"]).Select(p => Ref(p["child"])));
        AllIn(ids["groups"], Objects(roster["placements"]).Select(p => Ref(p["group"])));
        AllIn(ids["persons"], Objects(roster["placements"]).SelectMany(p => Objects(p["owners"])).Select(Id));
        AllIn(ids["organisations"], Objects(roster["groups"]).Select(g => Ref(g["organisation"])));
        AllIn(
            ids["persons"],
            Objects(roster["groups"]).SelectMany(g => Objects(g["groupMemberships"])).Select(m => Ref(m["person"]))
        );
        AllIn(ids["organisations"], Objects(roster["duties"]).Select(d => Ref(d["dutyAt"])));
        AllIn(ids["persons"], Objects(roster["duties"]).Select(d => Ref(d["person"])));
        AllIn(
            ids["groups"],
            Objects(roster["duties"]).SelectMany(d => Objects(d["assignmentRole"])).Select(a => Ref(a["group"]))
        );
    }

    [Theory, MemberData(nameof(SizesAndDays))]
    public async Task A_child_is_in_a_group_only_while_in_its_unit(int children, string today)
    {
        var roster = await Generate(children, today: Day(today));
        var units = Objects(roster["groups"]).ToDictionary(Id, g => Ref(g["organisation"])!);
        var stays = Children(roster)
            .SelectMany(c =>
                Objects(c["enrolments"]).Select(e => (Child: Id(c), Unit: Ref(e["enroledAt"])!, Stay: Stay(e)))
            )
            .Concat(
                Objects(roster["placements"])
                    .Select(p => (Child: Ref(p["child"])!, Unit: Ref(p["placedAt"])!, Stay: Stay(p)))
            )
            // A split place is one stay.
            .Distinct()
            .ToDictionary(s => (s.Child, s.Unit), s => s.Stay);

        var memberships = Objects(roster["groups"])
            .SelectMany(g => Objects(g["groupMemberships"]).Select(m => (Group: g, Member: m)))
            .ToArray();

        // One group in each unit one attends, the placement's where there is a placement.
        Assert.Equal(stays.Count, memberships.Length);
        Assert.All(stays.Values, stay => Assert.True(stay.From <= stay.Until));
        Assert.All(
            memberships,
            m =>
            {
                var stay = stays[(Ref(m.Member["person"])!, units[Id(m.Group)])];
                var membership = Stay(m.Member);
                Assert.True(
                    stay.From <= membership.From
                        && membership.From <= membership.Until
                        && membership.Until <= stay.Until
                );
                Assert.True(Date(m.Group["startDate"]) <= membership.From);
            }
        );
        Assert.All(Objects(roster["placements"]), p => Assert.Equal(Ref(p["placedAt"]), units[Ref(p["group"])!]));
    }

    [Theory, MemberData(nameof(SizesAndDays))]
    public async Task Personal_identity_numbers_are_valid_unique_and_from_the_test_range(int children, string today)
    {
        var roster = await Generate(children, today: Day(today));

        var numbers = Objects(roster["persons"])
            .Select(p => (Person: p, Number: (string)p["civicNo"]!["value"]!))
            .ToArray();

        Assert.Equal(numbers.Length, numbers.DistinctBy(n => n.Number).Count());
        Assert.All(
            numbers,
            n =>
            {
                Assert.Matches("^[0-9]{12}$", n.Number);
                Assert.True(HasLuhnDigit(n.Number[2..]), n.Number);
                Assert.InRange(int.Parse(n.Number[8..11], CultureInfo.InvariantCulture), 980, 999);
                Assert.Equal((string)n.Person["sex"]! == "Man" ? 1 : 0, (n.Number[10] - '0') % 2);
                Assert.Equal(
                    ((string)n.Person["birthDate"]!).Replace("-", "", StringComparison.Ordinal),
                    n.Number[..8]
                );
            }
        );
    }

    [Fact]
    public void When_a_days_numbers_are_used_up_a_day_near_it_serves_then_coordination_numbers_then_none()
    {
        var numbers = new PersonalNumbers();
        var day = new DateOnly(2020, 2, 28);

        var taken = Enumerable.Range(0, 41).Select(_ => numbers.Take(day, day, day.AddDays(1), woman: true)).ToArray();

        Assert.Equal(40, taken.Select(t => t.Number).Where(n => n != 0).Distinct().Count());
        Assert.All(taken.Take(10), t => Assert.Equal("20200228", Shown(t.Number)[..8]));
        Assert.All(taken.Skip(10).Take(10), t => Assert.Equal("20200229", Shown(t.Number)[..8]));
        Assert.All(taken.Skip(20).Take(10), t => Assert.Equal("20200288", Shown(t.Number)[..8]));
        Assert.All(taken.Skip(30).Take(10), t => Assert.Equal("20200289", Shown(t.Number)[..8]));
        Assert.All(taken.Take(40), t => Assert.True(HasLuhnDigit(Shown(t.Number)[2..])));
        Assert.Equal((day, 0L), taken[40]);
    }

    [Fact]
    public async Task The_same_seed_size_and_day_give_the_same_bytes_and_another_seed_does_not()
    {
        Assert.Equal(await Bytes(600, 1, Today), await Bytes(600, 1, Today));
        Assert.NotEqual(await Bytes(600, 1, Today), await Bytes(600, 2, Today));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2000)]
    public async Task There_are_as_many_children_as_asked_for_and_every_kind_of_unit_and_duty(int children)
    {
        var roster = await Generate(children);

        Assert.Equal(children, Children(roster).Length);
        Assert.Equal(
            ["FKLASS,GR", "FS", "FTH"],
            Objects(roster["organisations"])
                .Where(o => o["schoolTypes"] is not null)
                .Select(o => string.Join(',', o["schoolTypes"]!.AsArray()))
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["Barnskötare", "Fritidspedagog", "Förskollärare", "Lärare", "Rektor", "Skoladministratör"],
            Objects(roster["duties"]).Select(d => (string)d["dutyRole"]!).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            Objects(roster["groups"]).Where(g => (string)g["groupType"]! == "Klass").Select(Id).Order(),
            Objects(roster["duties"])
                .SelectMany(d => Objects(d["assignmentRole"]))
                .Where(a => (string)a["assignmentRoleType"]! == "Mentor")
                .Select(a => Ref(a["group"])!)
                .Order()
        );
    }

    [Theory]
    [InlineData(9)]
    [InlineData(200_001)]
    public async Task Other_sizes_are_refused(int children) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Bytes(children, 1, Today));

    [Fact]
    public async Task Guardians_are_as_many_and_as_different_as_in_a_real_municipality()
    {
        var roster = await Generate(4000);
        var persons = Objects(roster["persons"]).ToDictionary(Id);
        var children = Children(roster);
        var guardians = children.SelectMany(Responsibles).Distinct().Select(id => persons[id]).ToArray();
        var staff = Objects(roster["duties"]).Select(d => Ref(d["person"])!).ToHashSet();

        Assert.InRange(guardians.Length / 4000.0, 1.70, 1.80);
        Assert.InRange(guardians.Count(g => !Mails(g, "Privat").Any()) / (double)guardians.Length, 0.03, 0.05);
        Assert.InRange(
            children.Count(c => Responsibles(c).Select(id => Street(persons[id])).Distinct().Count() > 1) / 4000.0,
            0.19,
            0.26
        );
        Assert.Contains(children, c => Responsibles(c).Length == 1);
        Assert.Contains(children.GroupBy(c => string.Join(',', Responsibles(c))), siblings => siblings.Count() > 2);
        Assert.Contains(
            guardians,
            g => staff.Contains(Id(g)) && Mails(g, "Privat").Any() && Mails(g, "Skola personal").Any()
        );
        Assert.Equal(
            ["Annan ansvarig", "God man", "Vårdnadshavare"],
            children
                .SelectMany(c => Objects(c["responsibles"]))
                .Select(r => (string)r["relationType"]!)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Children_are_where_their_age_puts_them()
    {
        var roster = await Generate(2000);
        var children = Children(roster).ToDictionary(Id);
        var pupils = children.Values.Where(c => c["enrolments"] is not null).ToArray();

        Assert.All(
            pupils,
            p => Assert.Equal(2026 - 6 - Date(p["birthDate"]).Year, (int)p["enrolments"]![0]!["schoolYear"]!)
        );
        Assert.All(pupils, p => Assert.InRange((int)p["enrolments"]![0]!["schoolYear"]!, 0, 9));
        Assert.InRange(pupils.Length / 2000.0, 0.60, 0.73);
        Assert.All(
            Objects(roster["placements"]),
            p =>
            {
                var child = children[Ref(p["child"])!];
                Assert.True(Date(child["birthDate"]).AddYears(1) <= Date(p["startDate"]));
                if ((string)p["schoolType"]! == "FS")
                    Assert.Null(child["enrolments"]);
                else
                    Assert.InRange((int)child["enrolments"]![0]!["schoolYear"]!, 0, 6);
            }
        );
        var placements = Objects(roster["placements"]);
        var split = placements.GroupBy(p => (Ref(p["child"]), Ref(p["placedAt"]))).Where(g => g.Count() > 1).ToArray();
        Assert.InRange(split.Length, 5, 60);
        Assert.All(
            split,
            place => Assert.Equal(2, place.Select(p => Id(Assert.Single(Objects(p["owners"])))).Distinct().Count())
        );
        Assert.Contains(placements, p => Stay(p).Until < Today);
        Assert.Contains(placements, p => Stay(p).From > Today);
        Assert.Contains(pupils, p => Stay(p["enrolments"]![0]!).Until < Today);
        Assert.Contains(pupils, p => Stay(p["enrolments"]![0]!).From > Today);
        Assert.InRange(
            placements.Count(p => (int?)p["maxWeeklyScheduleHours"] == 15 && (string)p["reason"]! == "Erbjuden tid"),
            30,
            90
        );
    }

    [Fact]
    public async Task A_protected_child_has_protected_guardians_at_home_and_with_protected_registration_no_address()
    {
        var roster = await Generate(600);
        var persons = Objects(roster["persons"]).ToDictionary(Id);
        var hidden = Children(roster).Where(c => (string)c["securityMarking"]! != "Ingen").ToArray();

        Assert.Equal(
            ["Sekretessmarkering", "Skyddad folkbokföring"],
            hidden.Select(c => (string)c["securityMarking"]!).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.All(
            hidden,
            c =>
                Assert.Contains(
                    Responsibles(c),
                    id => (string)persons[id]["securityMarking"]! == (string)c["securityMarking"]!
                )
        );
        Assert.All(
            persons.Values,
            p => Assert.Equal((string)p["securityMarking"]! != "Skyddad folkbokföring", p["addresses"] is not null)
        );
    }

    [Fact]
    public async Task No_mail_address_web_address_or_phone_number_can_reach_anybody()
    {
        var roster = await Generate(2000);
        var addresses = Objects(roster["persons"])
            .SelectMany(p => Objects(p["emails"]))
            .Select(e => (string)e["value"]!)
            .Concat(Objects(roster["organisations"]).Select(o => (string)o["email"]!))
            .ToArray();

        Assert.Equal(addresses.Length, addresses.Distinct().Count());
        Assert.All(addresses, a => Assert.Matches(@"^[a-z0-9-]+(\.[a-z0-9-]+)?@(ekbacka\.)?example\.org$", a));
        Assert.All(
            Objects(roster["organisations"]),
            o => Assert.Matches(@"^https://([a-z-]+\.)?ekbacka\.example\.org$", (string)o["url"]!)
        );
        Assert.All(
            Objects(roster["organisations"]),
            o => Assert.Matches("^08-465 004 [0-9]{2}$", (string)o["phoneNumber"]!)
        );
        Assert.All(
            Objects(roster["persons"]).SelectMany(p => Objects(p["phoneNumbers"])),
            n => Assert.Matches("^070-174 06 (0[5-9]|[1-9][0-9])$", (string)n["value"]!)
        );
    }

    private static async Task<byte[]> Bytes(int children, int seed, DateOnly today)
    {
        using var output = new MemoryStream();
        await GenerateRoster.Write(output, children, seed, today, CancellationToken.None);
        return output.ToArray();
    }

    private static async Task<JsonNode> Generate(int children, DateOnly? today = null) =>
        JsonNode.Parse(await Bytes(children, 1, today ?? Today))!;

    private static JsonNode[] Objects(JsonNode? list) => list is null ? [] : [.. list.AsArray().Select(item => item!)];

    private static JsonNode[] Children(JsonNode roster) =>
        [.. Objects(roster["persons"]).Where(p => p["responsibles"] is not null)];

    private static string[] Responsibles(JsonNode child) =>
        [.. Objects(child["responsibles"]).Select(r => Ref(r["person"])!)];

    private static string? Street(JsonNode person) => (string?)person["addresses"]?[0]?["streetAddress"];

    private static IEnumerable<string> Mails(JsonNode person, string type) =>
        Objects(person["emails"]).Where(e => (string)e["type"]! == type).Select(e => (string)e["value"]!);

    private static string Id(JsonNode thing) => (string)thing["id"]!;

    private static string? Ref(JsonNode? reference) => (string?)reference?["id"];

    private static DateOnly Day(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Date(JsonNode? date) => Day((string)date!);

    private static (DateOnly From, DateOnly Until) Stay(JsonNode thing) =>
        (Date(thing["startDate"]), thing["endDate"] is { } end ? Date(end) : DateOnly.MaxValue);

    private static void AllIn(HashSet<string> known, IEnumerable<string?> references)
    {
        var all = references.Where(reference => reference is not null).ToArray();
        Assert.NotEmpty(all);
        Assert.All(all, reference => Assert.Contains(reference!, known));
    }

    private static string Shown(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool HasLuhnDigit(string tenDigits) =>
        tenDigits
            .Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 2 : 1))
            .Sum(product => product > 9 ? product - 9 : product) % 10
        == 0;

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex Rfc4122();
}
