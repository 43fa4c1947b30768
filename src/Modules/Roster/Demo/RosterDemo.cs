using Kapprum.Roster.Import;

namespace Kapprum.Roster.Demo;

/// <summary>
/// The demo municipality: 600 children and theirs, through the same import as a real roster, and a few people to be.
/// </summary>
internal sealed class RosterDemo(RosterImport import, ISender sender, TimeProvider clock) : IDemoPart
{
    private const int Children = 600;

    public int Order => 10;

    public async Task Load(DemoData demo, CancellationToken ct)
    {
        using var roster = new MemoryStream();
        await GenerateRoster.Write(roster, Children, seed: 1, clock.Today(), ct);
        roster.Position = 0;
        var id = await import.Stage(roster, "demo.json", progress: null, ct);
        await import.Preview(id, progress: null, ct);
        await import.Apply(id, endMany: false, progress: null, ct);
        await sender.Send(new SeedDemo(), ct);

        var cast =
            await sender.Send(new FindDemoPeople(), ct)
            ?? throw new InvalidOperationException("The demo municipality has nobody to log in as.");
        Add("rektor", cast.Headteacher, $"headteacher of {cast.Unit}");
        Add("personal", cast.Staff, $"staff of {cast.Group}, {cast.Unit}");
        Add("vardnadshavare1", cast.Guardian, $"guardian of {cast.Children}");
        Add("vardnadshavare2", cast.OtherGuardian, "the other guardian, lives elsewhere");
        Add("vardnadshavare3", cast.NeighbourGuardian, $"guardian of {cast.Neighbour} in {cast.Group}");

        void Add(string userName, FindDemoPeople.Member member, string part) =>
            demo.LogIns.Add(new(userName, member.Id, member.Name, part));
    }
}
