namespace Kapprum.CareSchedule;

/// <summary>The demo's children have schedules.</summary>
internal sealed class SchedulesDemo(ISender sender) : IDemoPart
{
    // Once there is somebody to log in as.
    public int Order => 30;

    public Task Load(DemoData demo, CancellationToken ct) => sender.Send(new SeedSchedules(demo.LogIns), ct);
}
