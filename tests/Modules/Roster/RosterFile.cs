using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

/// <summary>A roster file in the making: SS12000 objects that a test may bend as it likes.</summary>
internal sealed class RosterFile
{
    private readonly JsonObject file = new()
    {
        ["organisations"] = new JsonArray(),
        ["persons"] = new JsonArray(),
        ["placements"] = new JsonArray(),
        ["groups"] = new JsonArray(),
        ["duties"] = new JsonArray(),
    };

    public JsonArray this[string list] => file[list]!.AsArray();

    public override string ToString() => file.ToJsonString();

    public byte[] Utf8 => Encoding.UTF8.GetBytes(ToString());

    public RosterFile Copy()
    {
        var copy = new RosterFile();
        foreach (var (list, records) in file)
            copy.file[list] = records!.DeepClone();
        return copy;
    }

    public JsonObject Find(Guid id) =>
        (JsonObject)file.SelectMany(list => list.Value!.AsArray()).First(record => Id(record!) == id)!;

    public void Remove(Guid id)
    {
        foreach (var (_, records) in file)
            for (var i = records!.AsArray().Count - 1; i >= 0; i--)
                if (Id(records[i]!) == id)
                    records.AsArray().RemoveAt(i);
    }

    public Guid Unit(string type = "FS", string? name = null, string organisationType = "Skolenhet") =>
        Add(
            "organisations",
            new
            {
                displayName = name ?? $"Unit {type}",
                organisationType,
                schoolTypes = type.Split(','),
                startDate = "2011-07-01",
            }
        );

    public Guid Group(Guid unit, string type = "Avdelning", string starts = "2026-08-01") =>
        Add(
            "groups",
            new
            {
                displayName = "Group",
                groupType = type,
                organisation = Ref(unit),
                startDate = starts,
                groupMemberships = Array.Empty<object>(),
            }
        );

    public Guid Person(
        string given = "Alva",
        string family = "Berg",
        string? civicNo = null,
        string birth = "1988-05-01",
        string? email = null
    ) =>
        Add(
            "persons",
            new
            {
                givenName = given,
                familyName = family,
                civicNo = civicNo is null ? null : new { value = civicNo },
                birthDate = birth,
                securityMarking = "Ingen",
                personStatus = "Aktiv",
                emails = email is null ? [] : new[] { new { value = email, type = "Privat" } },
                enrolments = Array.Empty<object>(),
                responsibles = Array.Empty<object>(),
            }
        );

    /// <summary>A child placed in a group of a unit, with guardians.</summary>
    public Guid Child(Guid unit, Guid? group, params Guid[] guardians)
    {
        var child = Person("Ebbe", birth: "2022-03-01");
        Placement(child, unit, group);
        foreach (var guardian in guardians)
            Guardian(child, guardian);
        return child;
    }

    public Guid Placement(Guid child, Guid unit, Guid? group = null, string type = "FS") =>
        Add(
            "placements",
            new
            {
                placedAt = Ref(unit),
                schoolType = type,
                child = Ref(child),
                group = group is { } id ? Ref(id) : null,
                startDate = "2024-08-15",
                reason = "Omsorgsbehov",
            }
        );

    public JsonObject Guardian(Guid child, Guid guardian, string relation = "Vårdnadshavare") =>
        Part(Find(child), "responsibles", new { person = Ref(guardian), relationType = relation });

    public JsonObject Enrol(Guid child, Guid school, string type = "GR", string starts = "2025-08-15") =>
        Part(
            Find(child),
            "enrolments",
            new
            {
                enroledAt = Ref(school),
                schoolType = type,
                startDate = starts,
                schoolYear = 1,
            }
        );

    public JsonObject Join(Guid group, Guid person, string? starts = "2026-08-15") =>
        Part(Find(group), "groupMemberships", new { person = Ref(person), startDate = starts });

    public Guid Duty(Guid person, Guid unit, string role = "Lärare", Guid? group = null)
    {
        var id = Add(
            "duties",
            new
            {
                dutyAt = Ref(unit),
                dutyRole = role,
                person = Ref(person),
                startDate = "2020-08-01",
                assignmentRole = Array.Empty<object>(),
            }
        );
        if (group is { } assigned)
            Part(
                Find(id),
                "assignmentRole",
                new
                {
                    group = Ref(assigned),
                    assignmentRoleType = "Mentor",
                    startDate = "2026-08-01",
                }
            );
        return id;
    }

    public static object Ref(Guid id) => new { id };

    private Guid Add(string list, object record)
    {
        var id = Guid.CreateVersion7();
        var json = JsonSerializer.SerializeToNode(record)!.AsObject();
        json["id"] = id;
        json["meta"] = new JsonObject { ["created"] = "2026-11-01T00:00:00Z", ["modified"] = "2026-11-01T00:00:00Z" };
        this[list].Add(json);
        return id;
    }

    private static JsonObject Part(JsonObject record, string list, object part)
    {
        var json = JsonSerializer.SerializeToNode(part)!.AsObject();
        record[list]!.AsArray().Add(json);
        return json;
    }

    private static Guid? Id(JsonNode record) =>
        record is JsonObject found
        && found["id"] is JsonValue id
        && id.TryGetValue<string>(out var text)
        && Guid.TryParse(text, out var guid)
            ? guid
        : record is JsonObject other && other["id"] is JsonValue made && made.TryGetValue<Guid>(out var own) ? own
        : null;
}

/// <summary>
/// An administrator who imports into an empty roster. An import is about the whole roster, so the tests that do it
/// share one application and come one after the other; who moves its clock has one of his own.
/// </summary>
internal sealed class Importing : IAsyncDisposable
{
    public const string OneByOne = "import";

    private static readonly Lazy<Task<App>> Shared = new(() => App.Start());

    private Importing(App app, HttpClient api, bool own) => (App, Api, this.own) = (app, api, own);

    private readonly bool own;

    public App App { get; }

    public HttpClient Api { get; }

    public static async Task<Importing> Start(bool ownClock = false)
    {
        var app = ownClock ? await App.Start() : await Shared.Value;
        var administrator = await app.Administrator();
        await app.Execute(
            """
            truncate roster.unit, roster.person, roster.import, roster.closing_day, roster.calendar_period,
                     kernel.audit, kernel.outbox cascade;
            truncate roster.staged_unit, roster.staged_person, roster.staged_guardianship, roster.staged_enrolment,
                     roster.staged_placement, roster.staged_placement_owner, roster.staged_child_group,
                     roster.staged_group_membership,
                     roster.staged_duty, roster.staged_duty_group
            """
        );
        return new(app, administrator.Api, ownClock);
    }

    public Task<HttpResponseMessage> Post(byte[] file) =>
        Api.PostAsync(
            "roster/imports",
            new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }
        );

    /// <summary>Hands in the file and gives the preview.</summary>
    public Task<Preview> Preview(RosterFile file) => Preview(file.Utf8);

    public async Task<Preview> Preview(byte[] file)
    {
        var id = (Guid)(await Post(file).Json(HttpStatusCode.Accepted))["id"]!;
        await App.Drain();
        var preview = new Preview(id, await Api.GetAsync($"roster/imports/{id}").Json());
        Assert.Equal("previewed", preview.Status);
        return preview;
    }

    public async Task Apply(Guid id, bool endMany = false, int? ended = null)
    {
        await Api.Post($"roster/imports/{id}/apply", new { endMany, ended }).Is(HttpStatusCode.Accepted);
        await App.Drain();
        Assert.Equal("applied", (string?)(await Api.GetAsync($"roster/imports/{id}").Json())["status"]);
    }

    /// <summary>Hands in the file and applies it, however much it ends.</summary>
    public async Task<Preview> Import(RosterFile file)
    {
        var preview = await Preview(file);
        await Apply(preview.Id, endMany: true);
        return preview;
    }

    public async Task<JsonNode[]> Rejections(Guid id) =>
        [.. (await Api.GetAsync($"roster/imports/{id}/rejections").Json())["items"]!.AsArray().Select(item => item!)];

    public async Task<JsonNode[]> Warnings(Guid id) =>
        [.. (await Api.GetAsync($"roster/imports/{id}/warnings").Json())["items"]!.AsArray().Select(item => item!)];

    public async Task<JsonNode[]> Changes(Guid id, string filter = "") =>
        [
            .. (await Api.GetAsync($"roster/imports/{id}/changes?{filter}").Json())["items"]!
                .AsArray()
                .Select(item => item!),
        ];

    public async Task<T> Row<T>(string sql, object? args = null)
    {
        await using var db = await App.Connection();
        return await db.QuerySingleAsync<T>(sql, args);
    }

    public ValueTask DisposeAsync() => own ? App.DisposeAsync() : default;
}

/// <summary>What an import says it does.</summary>
internal sealed record Preview(Guid Id, JsonNode Json)
{
    public string Status => (string)Json["status"]!;

    /// <summary>"added changed ended unchanged rejected" of a kind.</summary>
    public string this[string kind] =>
        Json["counts"]!.AsArray().First(count => (string?)count!["kind"] == kind) is var found
            ? $"{found!["added"]} {found["changed"]} {found["ended"]} {found["unchanged"]} {found["rejected"]}"
            : "";

    /// <summary>Summed over all kinds.</summary>
    public int Sum(string what) => Json["counts"]!.AsArray().Sum(count => (int)count![what]!);
}
