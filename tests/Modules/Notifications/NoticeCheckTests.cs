using Kapprum.Support;

namespace Kapprum.Tests.Notifications;

public sealed class NoticeCheckTests : IAsyncLifetime
{
    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Notices_to_or_about_nobody_are_found()
    {
        var family = await app.Family();
        var (to, about, right) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.Execute(
            """
            insert into notifications.notice (id, person_id, kind, about_id, child_id, created_at)
            values (@to, @to, 'absence-reported', @to, @Child, @Now),
                   (@about, @Guardian, 'absence-reported', @about, @about, @Now),
                   (@right, @Guardian, 'absence-reported', @right, @Child, @Now)
            """,
            new
            {
                to,
                about,
                right,
                family.Child,
                Guardian = family.Guardian.Id,
                Now = app.Clock.GetUtcNow(),
            }
        );

        var found = await app.Check("notices-about-nobody");

        Assert.Equal(new[] { to, about }.Order(), found.Named.Select(one => one.Id).Order());
    }
}
