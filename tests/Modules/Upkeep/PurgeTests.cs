using System.Net;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Upkeep;

public sealed class PurgeTests
{
    private static readonly DateTimeOffset Night = App.Morning;

    [Fact]
    public async Task What_the_kernel_has_carried_out_goes_when_it_is_old_enough_and_is_counted()
    {
        await using var app = await App.Start();
        await app.Execute(
            """
            insert into kernel.idempotency_key (account_id, key, request_hash, created_at)
            select @Id, days::text, '\x00', @Now - make_interval(days => days) from generate_series(0, 3) days;

            insert into kernel.mail (id, kind, recipient_id, key, queued_at, due_at, sent_at)
            select gen_random_uuid(), 'test', @Id, days::text, @Now - make_interval(days => days), @Now,
                   case when days <> 32 then @Now end
            from generate_series(28, 33) days
            """,
            new { Id = Guid.CreateVersion7(), Now = app.Clock.GetUtcNow() }
        );

        await app.Daily("RunPurges");

        Assert.Equal(2, await app.Value<int>("select count(*)::int from kernel.idempotency_key"));
        Assert.Equal(4, await app.Value<int>("select count(*)::int from kernel.mail"));
        Assert.Equal(
            (2, Night.AddDays(-1)),
            await app.Row<(int, DateTimeOffset)>(
                "select removed, older_than from upkeep.purge where what = 'idempotency-keys'"
            )
        );
        Assert.Equal(2, await app.Value<int>("select removed from upkeep.purge where what = 'mails'"));
    }

    [Fact]
    public async Task It_goes_batch_by_batch_until_nothing_old_is_left()
    {
        await using var app = await App.Start();
        await app.Execute(
            """
            insert into kernel.idempotency_key (account_id, key, request_hash, created_at)
            select @Id, number::text, '\x00', @Old from generate_series(1, 12000) number
            """,
            new { Id = Guid.CreateVersion7(), Old = app.Clock.GetUtcNow().AddDays(-2) }
        );

        await app.Daily("RunPurges");

        Assert.Equal(0, await app.Value<int>("select count(*)::int from kernel.idempotency_key"));
        Assert.Equal(12_000, await app.Value<int>("select removed from upkeep.purge where what = 'idempotency-keys'"));
    }

    [Fact]
    public async Task How_long_something_is_kept_is_the_municipalitys_to_decide()
    {
        await using var app = await App.Start();
        var admin = await app.Administrator();
        await admin.Api.Put("settings/notifications.keep-months", new { value = "1" }).Is(HttpStatusCode.NoContent);

        await app.Daily("RunPurges");

        Assert.Equal(
            Night.AddMonths(-1),
            await app.Value<DateTime>("select older_than from upkeep.purge where what = 'notices'")
        );
    }

    [Fact]
    public async Task One_that_fails_is_told_and_the_others_go_on()
    {
        await using var app = await App.Start(instead: services => services.AddScoped<IPurge, Broken>());
        await app.Execute(
            "insert into kernel.idempotency_key (account_id, key, request_hash, created_at) values (@Id, '', '', @Old)",
            new { Id = Guid.CreateVersion7(), Old = app.Clock.GetUtcNow().AddDays(-2) }
        );

        await app.Daily("RunPurges");

        Assert.Equal(0, await app.Value<int>("select count(*)::int from kernel.idempotency_key"));
        Assert.Equal(
            nameof(NotSupportedException),
            await app.Value<string>("select failed from upkeep.purge where what = 'broken'")
        );
        var admin = await app.Administrator();
        var told = (await admin.Api.GetAsync("upkeep").Json())["purges"]!.AsArray();
        Assert.Equal(
            ["broken"],
            told.Where(purge => purge!["failed"] is not null).Select(purge => (string?)purge!["what"])
        );
        var page = await (await app.Pages(admin.Id)).Open("/upkeep");
        Assert.NotNull(page.QuerySelector("main .note.bad"));
    }

    private sealed class Broken : IPurge
    {
        public string What => "broken";

        public Retention Keeps => Retention.Days(Setting.Number("test.broken-days", 1, from: 1, to: 2));

        public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
            throw new NotSupportedException();
    }
}
