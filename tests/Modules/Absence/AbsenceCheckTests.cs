using Kapprum.Support;

namespace Kapprum.Tests.Absence;

public sealed class AbsenceCheckTests : IAsyncLifetime
{
    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Absences_of_nobody_are_found()
    {
        var family = await app.Family();
        var nobody = Guid.CreateVersion7();
        await app.Execute(
            """
            insert into absence.absence
                (id, child_id, day, kind, whole_day, from_time, until_time, reason, valid, by_staff, recorded_by,
                 recorded_at)
            select child, child, @Today, 'absence', true, '08:00', '09:00', 'ill', true, false, child, @Now
            from unnest(@Children) child
            """,
            new
            {
                Children = new[] { nobody, family.Child },
                app.Today,
                Now = app.Clock.GetUtcNow(),
            }
        );

        Assert.Equal([nobody], (await app.Check("absences-of-nobody")).Named.Select(found => found.Id));
    }
}
