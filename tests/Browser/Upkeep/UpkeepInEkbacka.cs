namespace Kapprum.Browser.Upkeep;

/// <summary>A night has gone, and found something.</summary>
internal sealed class UpkeepInEkbacka : IHappening
{
    public int Order => 7;

    public async Task Settled(Ekbacka town)
    {
        await town.App.Execute(
            """
            insert into kernel.mail (id, kind, recipient_id, key, queued_at, due_at)
            values (@Id, 'lost', @Id, 'lost', @Long, @Long)
            """,
            new { Id = Guid.CreateVersion7(), Long = town.App.Clock.GetUtcNow().AddDays(-2) }
        );
        await town.App.Daily("RunPurges");
        await town.App.Daily("RunChecks");
    }
}
