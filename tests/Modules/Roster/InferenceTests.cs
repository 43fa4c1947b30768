using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

/// <summary>
/// What the pages that hide a protected identity tell together. Two municipalities differ in nothing but where a
/// protected child is, and whose it is; an administrator who looks at everything there is must see the same in both.
/// Whatever there is to guess by then guesses as well as chance.
/// </summary>
public sealed partial class InferenceTests
{
    [Fact]
    public async Task Where_a_protected_child_is_makes_no_difference_to_what_an_administrator_sees()
    {
        var file = new TwoTowns();

        var here = await Seen(file, town: 0);
        var there = await Seen(file, town: 1);

        Assert.NotEmpty(here);
        foreach (var (path, answer) in here)
            Assert.Equal(answer, there.GetValueOrDefault(path), ignoreLineEndingDifferences: true);
        Assert.Equal(here.Keys, there.Keys);
    }

    /// <summary>Of each town the same people, and one child that is in one group or in the other.</summary>
    private sealed class TwoTowns
    {
        private readonly RosterFile common = new();
        private readonly List<Guid> teachers = [];
        private readonly List<Guid> guardians = [];
        private readonly List<Guid> places = [];
        private readonly List<Guid> groups = [];

        public TwoTowns()
        {
            foreach (var name in (string[])["Ekens skola", "Alens skola"])
            {
                var school = common.Unit("GR", name);
                var group = common.Group(school, "Klass");
                var teacher = common.Person(
                    "Lena",
                    $"Lärare{places.Count}",
                    email: $"teacher{places.Count}@example.org"
                );
                common.Duty(teacher, school, group: group);
                for (var pupil = 0; pupil < 3; pupil++)
                {
                    var guardian = common.Person(
                        "Gun",
                        $"Vuxen{places.Count}{pupil}",
                        email: $"guardian{places.Count}{pupil}@example.org"
                    );
                    Pupil("Ebbe", $"Elev{places.Count}{pupil}", school, group, guardian);
                    if (pupil == 1)
                        guardians.Add(guardian);
                }

                teachers.Add(teacher);
                places.Add(school);
                groups.Add(group);
            }

            Protected = common.Person("Hemlig", "Dold", birth: "2016-03-01");
            common.Find(Protected)["securityMarking"] = "Sekretessmarkering";
            // In the middle of the file, so that what stands around it could tell.
            var persons = common["persons"];
            var record = persons[^1]!;
            persons.RemoveAt(persons.Count - 1);
            persons.Insert(persons.Count / 2, record);
        }

        public Guid Protected { get; }

        public IReadOnlyList<Guid> Teachers => teachers;

        public IReadOnlyList<Guid> Guardians => guardians;

        public IReadOnlyList<Guid> Units => places;

        public bool Knows(Guid id) => Of(0).ToString().Contains(id.ToString(), StringComparison.Ordinal);

        public RosterFile Of(int town)
        {
            var file = common.Copy();
            file.Enrol(Protected, places[town]);
            file.Join(groups[town], Protected);
            file.Guardian(Protected, guardians[town]);
            return file;
        }

        private void Pupil(string given, string family, Guid school, Guid group, Guid guardian)
        {
            var child = common.Person(given, family, birth: "2016-05-01");
            common.Enrol(child, school);
            common.Join(group, child);
            common.Guardian(child, guardian);
        }
    }

    /// <summary>The answers to all an administrator may ask, by what was asked.</summary>
    private static async Task<SortedDictionary<string, string>> Seen(TwoTowns towns, int town)
    {
        await using var importing = await Importing.Start(ownClock: true);
        var (app, api) = (importing.App, importing.Api);
        var preview = await importing.Preview(towns.Of(town));
        var imports = new List<Guid> { preview.Id };
        await importing.Apply(preview.Id);
        await app.Drain();

        // What goes on in a town: each teacher looks at the day and at a child's contacts, each guardian looks in, and
        // the one whose child it is reports it ill.
        List<Actor> teachers = [],
            guardians = [];
        foreach (var id in towns.Teachers)
            teachers.Add(await app.As(id));
        foreach (var id in towns.Guardians)
            guardians.Add(await app.As(id));
        foreach (var teacher in teachers)
            await teacher.Api.GetAsync("absences/day").Json();
        foreach (var guardian in guardians)
            await guardian.Api.GetAsync("start").Json();
        await teachers[town].Api.GetAsync($"children/{towns.Protected}/contacts").Json();
        await guardians[town]
            .Api.Post(
                "absences",
                new
                {
                    childId = towns.Protected,
                    day = app.Today,
                    reason = "ill",
                }
            )
            .Created();

        // A file in which somebody guesses where the child is, and only looks at what it would change.
        imports.Add((await importing.Preview(towns.Of(0))).Id);
        imports.Add((await importing.Preview(towns.Of(1))).Id);
        // And one that ends everything.
        imports.Add((await importing.Preview(new RosterFile())).Id);

        var seen = new SortedDictionary<string, string>(StringComparer.Ordinal);
        List<string> paths = ["units?limit=200", "settings", "upkeep", "audit/actions"];
        paths.AddRange(towns.Units.Select(unit => $"units/{unit}"));
        foreach (var letter in "abcdefghijklmnopqrstuvwxyzåäö")
            paths.Add($"people?limit=200&search={letter}");
        paths.Add("people?limit=200&search=hemlig%20dold");
        foreach (var person in towns.Of(town)["persons"].Select(person => (Guid)person!["id"]!))
        {
            paths.Add($"people/{person}");
            paths.Add($"people/{person}/account");
            paths.Add($"audit?limit=200&about={person}");
            paths.Add($"audit?limit=200&who={person}");
        }

        foreach (var path in paths)
            seen[path] = await Answer(api, path, towns);
        foreach (var (at, import) in imports.Index())
        {
            seen[$"import {at}"] = await Answer(api, $"roster/imports/{import}", towns);
            foreach (var list in (string[])["changes", "rejections"])
                seen[$"import {at} {list}"] = await Answer(api, $"roster/imports/{import}/{list}?limit=200", towns);
        }

        seen["log"] = await Answer(api, "audit?limit=200", towns);
        return seen;
    }

    /// <summary>The answer without the ids that were made up on the way, and of the log without their order.</summary>
    private static async Task<string> Answer(HttpClient api, string path, TwoTowns towns)
    {
        using var answer = await api.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        if (path.StartsWith("audit?", StringComparison.Ordinal) && answer.IsSuccessStatusCode)
            text = string.Join(
                '\n',
                JsonNode.Parse(text)!["items"]!
                    .AsArray()
                    .Select(entry => Nameless(entry!.ToJsonString(), towns))
                    .Order()
            );
        return $"{(int)answer.StatusCode} {Nameless(text, towns)}";
    }

    private static string Nameless(string text, TwoTowns towns) =>
        AnId().Replace(text, id => Guid.TryParse(id.Value, out var known) && towns.Knows(known) ? id.Value : "some-id");

    [GeneratedRegex(
        "00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=\"next\":\")[^\"]+"
    )]
    private static partial Regex AnId();
}
