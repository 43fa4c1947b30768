namespace Kapprum.Browser.Upkeep;

/// <summary>A night has gone, and found something.</summary>
internal sealed class UpkeepInEkbacka : IHappening
{
    public int Order => 7;

    public async Task Settled(Ekbacka town)
    {
        await town.App.Execute(
            "insert into accounts.account (id, person_id, created_at) values (@Id, @Id, @Now)",
            new { Id = Guid.CreateVersion7(), Now = town.App.Clock.GetUtcNow() }
        );
        await town.App.Daily("RunPurges");
        await town.App.Daily("RunChecks");
    }
}
