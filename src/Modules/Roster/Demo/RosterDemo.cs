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

        var people =
            await sender.Send(new FindDemoPeople(), ct)
            ?? throw new InvalidOperationException("The demo municipality has nobody to log in as.");
        Add("rektor", people.Headteacher, $"headteacher of {people.Unit}");
        Add("personal", people.Staff, $"staff of {people.Group}, {people.Unit}");
        Add("vardnadshavare1", people.Guardian, $"guardian of {people.Children}");
        Add("vardnadshavare2", people.OtherGuardian, "the other guardian, lives elsewhere");
        Add("vardnadshavare3", people.NeighbourGuardian, $"guardian of {people.Neighbour} in {people.Group}");

        void Add(string userName, FindDemoPeople.Member member, string part) =>
            demo.LogIns.Add(new(userName, member.Id, member.Name, part));
    }
}
