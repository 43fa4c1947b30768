using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Kapprum.Roster.Import;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Roster;

/// <summary>Whatever was imported before, what holds after an import is what its file says.</summary>
[Collection(Importing.OneByOne)]
public sealed class ImportPropertyTests
{
    private static readonly string[] Dates = ["2020-01-01", "2026-11-22", "2026-11-24", "2026-11-25", "2027-06-01"];

    private static readonly Gen<int[][]> Numbers = Gen.Int[0, 999].Array[12].Array[0, 40];

    [Fact]
    public async Task What_holds_after_a_file_does_not_depend_on_the_files_before()
    {
        await using var importing = await Importing.Start();

        await Gen.Select(Numbers, Numbers)
            .SampleAsync(
                async (first, second) =>
                {
                    var (before, file) = (Roster(first, whole: false), Roster(second, whole: true));
                    await Empty(importing);
                    Assert.Equal(0, (await Import(importing, file)).Counts.Sum(count => count.Rejected));
                    var expected = await Holding(importing);

                    await Empty(importing);
                    await Import(importing, before);
                    await Import(importing, file);

                    Assert.Equal(expected, await Holding(importing));
                    var again = await Import(importing, file);
                    Assert.Equal(
                        (0, 0, 0),
                        (
                            again.Counts.Sum(c => c.Added),
                            again.Counts.Sum(c => c.Changed),
                            again.Counts.Sum(c => c.Ended)
                        )
                    );
                },
                iter: Proof.Size(small: 10, whole: 100),
                threads: 1
            );
    }

    [Fact]
    public async Task How_a_system_writes_the_same_roster_changes_nothing_in_what_is_stored()
    {
        await using var importing = await Importing.Start();

        await Gen.Select(Numbers, Gen.Int[0, 999_999])
            .SampleAsync(
                async (rows, seed) =>
                {
                    var file = Roster(rows, whole: true);
                    await Empty(importing);
                    await Import(importing, file);
                    var expected = await Holding(importing);

                    await Empty(importing);
                    var otherwise = await Import(importing, Otherwise(file, new Random(seed)));

                    Assert.Equal(expected, await Holding(importing));
                    Assert.Equal(0, otherwise.Counts.Sum(count => count.Rejected));
                    Assert.DoesNotContain(otherwise.Warnings, why => why.Reason == RecordProblem.UnknownValue);
                },
                iter: Proof.Size(small: 10, whole: 100),
                threads: 1
            );
    }

    /// <summary>
    /// The same roster by another system: lists in another order, values of the standard in another case, letters
    /// decomposed, numbers spelled otherwise, fields of its own.
    /// </summary>
    private static RosterFile Otherwise(RosterFile file, Random dice)
    {
        string[] listed =
        [
            "organisationType",
            "schoolTypes",
            "personStatus",
            "securityMarking",
            "relationType",
            "groupType",
            "schoolType",
            "reason",
            "dutyRole",
            "assignmentRoleType",
        ];
        var other = file.Copy();
        foreach (var list in RosterJson.Lists)
            Replace(other[list], other[list].Select(record => Changed(record, "")).ToArray());
        return other;

        JsonNode? Changed(JsonNode? node, string name)
        {
            switch (node)
            {
                case JsonObject record:
                    var changed = new JsonObject { ["x-" + dice.Next(9)] = new JsonArray(1, "two", null) };
                    foreach (var (field, value) in record.OrderBy(_ => dice.Next()).ToList())
                        changed[field] = Changed(value, field);
                    return changed;
                case JsonArray list:
                    return new JsonArray([.. list.Select(entry => Changed(entry, name)).OrderBy(_ => dice.Next())]);
                case JsonValue value when value.TryGetValue<string>(out var text):
                    var cased =
                        !listed.Contains(name) ? text
                        : dice.Next(2) == 0 ? text.ToUpperInvariant()
                        : text.ToLowerInvariant();
                    return dice.Next(2) == 0 ? cased.Normalize(NormalizationForm.FormD) : cased;
                case JsonValue value when value.TryGetValue<int>(out var number):
                    return JsonNode.Parse(
                        dice.Next(4) switch
                        {
                            0 => $"\"{number}\"",
                            1 => $"{number}.0",
                            2 => $"{number}e0",
                            _ => $"{number}",
                        }
                    );
                default:
                    return node?.DeepClone();
            }
        }

        void Replace(JsonArray list, JsonNode?[] records)
        {
            dice.Shuffle(records);
            list.Clear();
            foreach (var record in records)
                list.Add(record);
        }
    }

    /// <summary>
    /// Each row of numbers is a record of some kind, with one of few ids. A whole roster has no record that refers to
    /// what is not there.
    /// </summary>
    private static RosterFile Roster(int[][] rows, bool whole)
    {
        var file = new RosterFile();
        HashSet<Guid> made = [];
        bool Is(Guid id) => !whole || made.Contains(id);

        foreach (var row in rows.OrderBy(row => row[0] % 10 is 3 ? 7 : row[0] % 10))
        {
            var (id, other, third) = (Id(row[0] % 10, row[1] % 3), Id(0, row[2] % 3), Id(1, row[3] % 3));
            var record = new JsonObject { ["id"] = id.ToString() };
            switch (row[0] % 10)
            {
                case 0:
                    record["displayName"] = $"Unit {row[4] % 3}";
                    record["organisationType"] = "Skolenhet";
                    record["schoolTypes"] = new JsonArray(row[5] % 2 == 0 ? "FS" : "GR");
                    Add("organisations");
                    break;
                case 1 or 2:
                    record["id"] = (id = Id(1, row[1] % 5)).ToString();
                    record["givenName"] = $"Märta {row[4] % 3}";
                    record["familyName"] = "Åström";
                    record["securityMarking"] = row[8] % 5 == 0 ? "Skyddad folkbokföring" : "Ingen";
                    record["birthDate"] = "2020-05-01";
                    record["personStatus"] = row[5] % 5 == 0 ? "Avliden" : "Aktiv";
                    // Numbers wander from one to another between files.
                    record["civicNo"] =
                        whole || row[7] % 2 == 0
                            ? new JsonObject { ["value"] = $"20200501{(row[1] + rows.Length) % 5 + 100}0" }
                            : null;
                    Add("persons");
                    break;
                case 4 when Is(other):
                    record["displayName"] = $"Group {row[4] % 3}";
                    record["groupType"] = row[5] % 2 == 0 ? "Klass" : "Avdelning";
                    record["organisation"] = Ref(other);
                    record["startDate"] = Dates[row[6] % 3];
                    record["endDate"] = Maybe(row[7], row[6] % 3);
                    Add("groups");
                    break;
                case 5 when Is(other) && Is(third):
                    record["placedAt"] = Ref(other);
                    record["child"] = Ref(third);
                    record["schoolType"] = row[4] % 2 == 0 ? "FS" : "FTH";
                    record["group"] = Is(Id(4, row[5] % 3)) ? Ref(Id(4, row[5] % 3)) : null;
                    record["reason"] = "Erbjuden tid";
                    record["maxWeeklyScheduleHours"] = 15 + row[8] % 3;
                    if (Is(Id(1, row[9] % 5)))
                        record["owners"] = new JsonArray(Ref(Id(1, row[9] % 5)));
                    Dated(record, row);
                    Add("placements");
                    break;
                case 6 when Is(other) && Is(third):
                    record["dutyAt"] = Ref(other);
                    record["person"] = Ref(third);
                    record["dutyRole"] = row[4] % 2 == 0 ? "Rektor" : "Lärare";
                    Dated(record, row);
                    if (Is(Id(4, row[5] % 3)))
                        record["assignmentRole"] = new JsonArray(
                            Dated(new() { ["group"] = Ref(Id(4, row[5] % 3)), ["assignmentRoleType"] = "Mentor" }, row)
                        );
                    Add("duties");
                    break;
                case 3
                or 7 when Of("persons", third) is { } child && Is(Id(1, row[4] % 5)) && third != Id(1, row[4] % 5):
                    var guardian = new JsonObject
                    {
                        ["person"] = Ref(Id(1, row[4] % 5)),
                        ["relationType"] = row[5] % 2 == 0 ? "Vårdnadshavare" : "Annan ansvarig",
                    };
                    Part(child, "responsibles", row[8] % 2 == 0 ? Dated(guardian, row) : guardian, "person");
                    break;
                case 8 when Of("persons", third) is { } child && Is(other):
                    Part(
                        child,
                        "enrolments",
                        Dated(
                            new()
                            {
                                ["enroledAt"] = Ref(other),
                                ["schoolType"] = "GR",
                                ["schoolYear"] = row[5] % 3,
                            },
                            row
                        ),
                        "enroledAt"
                    );
                    break;
                case 9 when Of("groups", Id(4, row[2] % 3)) is { } group && Is(third):
                    Part(
                        group,
                        "groupMemberships",
                        new()
                        {
                            ["person"] = Ref(third),
                            ["startDate"] = row[4] % 2 == 0 ? group["startDate"]!.DeepClone() : null,
                        },
                        "person"
                    );
                    break;
            }

            void Add(string list)
            {
                if (made.Add(id) || !whole)
                    file[list].Add(record);
            }
        }

        return file;

        JsonObject? Of(string list, Guid id) =>
            file[list].FirstOrDefault(record => (string?)record!["id"] == id.ToString())?.AsObject();

        void Part(JsonObject record, string list, JsonObject part, string what)
        {
            var parts = record[list] as JsonArray ?? [];
            record[list] = parts;
            if (!whole || parts.All(known => (string?)known![what]!["id"] != (string?)part[what]!["id"]))
                parts.Add(part);
        }
    }

    private static JsonObject Dated(JsonObject record, int[] row)
    {
        record["startDate"] = Dates[row[6] % 5];
        record["endDate"] = Maybe(row[7], row[6] % 5);
        return record;
    }

    private static JsonNode? Maybe(int number, int start) =>
        number % 2 == 0 ? null : Dates[start + number % (5 - start)];

    private static JsonObject Ref(Guid id) => new() { ["id"] = id.ToString() };

    private static Guid Id(int kind, int number) =>
        new(kind is 2 ? 1 : kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(number + 1));

    private static async Task<GetImport.Answer> Import(Importing importing, RosterFile file)
    {
        var import = importing.App.Services.GetRequiredService<RosterImport>();
        using var stream = new MemoryStream(file.Utf8);
        var id = await import.Stage(stream, "random", null, CancellationToken.None);
        await import.Preview(id, null, CancellationToken.None);
        return await import.Apply(id, endMany: true, null, CancellationToken.None);
    }

    private static Task Empty(Importing importing) =>
        importing.App.Execute("truncate roster.unit, roster.person, roster.import cascade");

    /// <summary>What holds today or later. Since when a guardianship or an ownership has held is the
    /// history's.</summary>
    private static Task<string> Holding(Importing importing) =>
        importing.App.Value<string>(
            """
            select coalesce(string_agg(row::text, E'\n' order by row::text collate "C"), '')
            from (
                select 'unit', to_jsonb(t)
                from roster.unit t where ends_on is null or ends_on >= greatest(@Today, starts_on)
                union all
                select 'group', to_jsonb(t)
                from roster.child_group t where ends_on is null or ends_on >= greatest(@Today, starts_on)
                union all
                select 'person', to_jsonb(t)
                from roster.person t where active
                union all
                select 'guardianship', to_jsonb(t) || jsonb_build_object('starts_on', greatest(t.starts_on, @Today))
                from roster.guardianship t where ends_on is null or ends_on >= greatest(@Today, starts_on)
                union all
                select 'placement', to_jsonb(t)
                from roster.placement t where ends_on is null or ends_on >= greatest(@Today, starts_on)
                union all
                select 'owner', to_jsonb(t) || jsonb_build_object('starts_on', greatest(t.starts_on, @Today))
                from roster.placement_owner t where ends_on is null or ends_on >= greatest(@Today, starts_on)
                union all
                select 'enrolment', to_jsonb(t)
                from roster.enrolment t where ends_on is null or ends_on >= greatest(@Today, starts_on)
                union all
                select 'membership', to_jsonb(t)
                from roster.group_membership t where ends_on is null or ends_on >= greatest(@Today, starts_on)
                union all
                select 'duty', to_jsonb(t)
                from roster.duty t where ends_on is null or ends_on >= greatest(@Today, starts_on)
                union all
                select 'assignment', to_jsonb(t)
                from roster.duty_group t
                where ends_on is null or ends_on >= greatest(@Today, starts_on)) rows (kind, row)
            """,
            new { importing.App.Today }
        );
}
