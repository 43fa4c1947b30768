using Kapprum.Roster.Demo;
using Kapprum.Roster.Import;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Roster;

/// <summary>What a newcomer sees of care in the demo municipality.</summary>
[Collection(Importing.OneByOne)]
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_has_split_places_offered_time_a_night_unit_an_early_day_and_children_elsewhere()
    {
        await using var importing = await Importing.Start();
        var app = importing.App;
        using var roster = new MemoryStream();
        await GenerateRoster.Write(roster, 600, seed: 1, app.Today, default);
        roster.Position = 0;
        var import = app.Services.GetRequiredService<RosterImport>();
        var id = await import.Stage(roster, "demo", null, default);
        await import.Preview(id, null, default);
        await import.Apply(id, endMany: false, null, default);
        await app.Send(new SeedDemo());
        await app.Send(new SeedDemo());

        Assert.InRange(
            await app.Value<long>(
                """
                select count(*)
                from (select child_id from roster.placement group by child_id, unit_id having count(*) = 2) split
                """
            ),
            1,
            30
        );
        Assert.True(
            await app.Value<bool>("select exists (select from roster.placement where reason = 'Erbjuden tid')")
        );
        Assert.Equal(
            1,
            await app.Value<long>(
                "select count(distinct unit_id) from roster.unit_hours where closes = '24:00' and opens = '00:00'"
            )
        );
        Assert.True(await app.Value<bool>("select exists (select from roster.closing_day_hours)"));
        Assert.Equal(3, await app.Value<long>("select count(*) from roster.temporary_placement"));
        foreach (var check in (string[])["placements-overlap", "frame-differs"])
            Assert.Equal(0, (await app.Check(check)).Count);
        Assert.True(await app.Value<long>("select count(*) from roster.frame_day") > 10_000);
    }
}
