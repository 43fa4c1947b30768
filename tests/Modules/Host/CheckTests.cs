using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Host;

public sealed class CheckTests : IAsyncLifetime
{
    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Where_all_is_well_nothing_is_found()
    {
        await app.Family();

        await app.Daily("RunChecks");

        Assert.Equal("", await Found());
        Assert.Equal(
            await app.Value<int>("select count(*)::int from upkeep.check_result where at = @Now", Now),
            app.Services.CreateScope().ServiceProvider.GetServices<ICheck>().Count()
        );
    }

    [Fact]
    public async Task What_waits_for_more_than_a_day_is_found_and_shown()
    {
        var id = Guid.CreateVersion7();
        await app.Execute(
            """
            insert into kernel.outbox (id, event, body, published_at) values (@id, 'test', '{}', @Long);
            insert into kernel.mail (id, kind, recipient_id, key, queued_at, due_at)
            values (@id, 'test', @id, 'test', @Long, @Long)
            """,
            new { id, Long = app.Clock.GetUtcNow().AddDays(-2) }
        );

        await app.Daily("RunChecks");

        Assert.Equal("events-waiting 1, mails-waiting 1", await Found());
        var admin = await app.Administrator();
        var waiting = (await admin.Api.GetAsync("upkeep").Json())["checks"]!
            .AsArray()
            .Single(check => (string?)check!["name"] == "mails-waiting")!["findings"]![0]!;
        Assert.Equal(("mail", id), ((string)waiting["subject"]!, (Guid)waiting["id"]!));
        var page = await (await app.Pages(admin.Id)).Open("/upkeep");
        Assert.Contains($"{id}", page.QuerySelectorAll("main code").Select(code => code.TextContent));
    }

    [Fact]
    public async Task The_page_tells_since_which_night_it_is_so_and_forgets_what_is_mended()
    {
        await app.Execute(
            "insert into kernel.outbox (id, event, body, published_at) values (@Id, 'test', '{}', @Long)",
            new { Id = Guid.CreateVersion7(), Long = app.Clock.GetUtcNow().AddDays(-2) }
        );
        await app.Daily("RunChecks");
        var first = app.Clock.GetUtcNow();
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.Daily("RunChecks");
        Assert.Equal(first, await Since());

        await app.Execute("delete from kernel.outbox");
        await app.Daily("RunChecks");
        Assert.Null(await Since());

        Task<DateTimeOffset?> Since() =>
            app.Row<DateTimeOffset?>("select since from upkeep.check_result where name = 'events-waiting'");
    }

    [Fact]
    public async Task One_that_fails_is_told_and_the_others_go_on()
    {
        await using var own = await App.Start(instead: services => services.AddScoped<ICheck, Broken>());

        await own.Daily("RunChecks");

        Assert.Equal(
            "broken",
            await own.Value<string>("select string_agg(name, ',') from upkeep.check_result where failed is not null")
        );
        Assert.True(await own.Value<int>("select count(*)::int from upkeep.check_result") > 5);
    }

    private object Now => new { Now = app.Clock.GetUtcNow() };

    private async Task<string> Found() =>
        await app.Value<string>(
            """
            select coalesce(string_agg(name || ' ' || count, ', ' order by name), '') from upkeep.check_result
            where count > 0
            """
        );

    private sealed class Broken : ICheck
    {
        public string Name => "broken";

        public Task<Findings> Find(int most, CancellationToken ct) => throw new NotSupportedException();
    }
}
