using System.Text;
using System.Text.Json.Nodes;
using Kapprum.Roster.Import;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Browser.Roster;

/// <summary>There is another roster file, with faults.</summary>
internal sealed class RosterInEkbacka : IHappening
{
    public int Order => 0;

    /// <summary>An import that waits for a yes.</summary>
    public Guid Previewed { get; private set; }

    public Guid School { get; private set; }

    /// <summary>A group of the school's.</summary>
    public Guid Class { get; private set; }

    /// <summary>Somebody with a protected identity.</summary>
    public Guid Protected { get; private set; }

    public async Task Happen(Ekbacka town)
    {
        var app = town.App;
        Previewed = await Stage(
            app,
            children: 90,
            seed: 1,
            spoil: roster =>
            {
                roster["persons"]![3]!.AsObject().Remove("familyName");
                roster["persons"]![7]!["birthDate"] = "2021-02-30";
                roster["placements"]![2]!["child"]!["id"] = Guid.CreateVersion7();
            }
        );
        await app.Drain();

        (School, Class) = await app.Row<(Guid, Guid)>(
            "select unit_id, id from roster.child_group where kind = 'class' order by name"
        );
        Protected = await app.Value<Guid>("select id from roster.person where protection <> 'none' order by id");
    }

    internal static async Task<Guid> Stage(App app, int children, int seed, Action<JsonNode>? spoil = null)
    {
        var roster = JsonNode.Parse(await File.ReadAllTextAsync(await app.RosterFile(children, seed)))!;
        spoil?.Invoke(roster);
        await using var file = new MemoryStream(Encoding.UTF8.GetBytes(roster.ToJsonString()));
        return await app
            .Services.GetRequiredService<RosterImport>()
            .Stage(file, "ekbacka.json", progress: null, CancellationToken.None);
    }
}

/// <summary>A roster file has been handed in.</summary>
internal sealed class StagedInEkbacka : IHappening
{
    public int Order => 2;

    public Guid Import { get; private set; }

    public async Task Happen(Ekbacka town) => Import = await RosterInEkbacka.Stage(town.App, children: 10, seed: 2);
}
