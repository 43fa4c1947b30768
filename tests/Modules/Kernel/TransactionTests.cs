using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Kapprum.Tests.Kernel;

public sealed class TransactionTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string InsertUnit = "insert into roster.unit (id, kind, name) values (@id, 'school', 'x')";

    private readonly App app = shared.App;

    [Fact]
    public async Task A_swallowed_database_error_does_not_pass_for_success()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NpgsqlConnection>();
        var id = Guid.CreateVersion7();
        var told = false;
        scope.ServiceProvider.GetRequiredService<CommitBatch>().After(() => told = true);

        var thrown = await Record.ExceptionAsync(() =>
            Run(
                scope,
                async () =>
                {
                    await db.Execute(InsertUnit, new { id }, default);
                    await Record.ExceptionAsync(() => db.Execute(InsertUnit, new { id }, default));
                }
            )
        );

        Assert.IsType<PostgresException>(thrown);
        Assert.Equal(0, await Units(id));
        Assert.False(told);
    }

    [Fact]
    public async Task A_caller_who_leaves_when_the_work_is_done_does_not_stop_the_commit_and_what_follows_it()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NpgsqlConnection>();
        var id = Guid.CreateVersion7();
        var told = false;
        using var caller = new CancellationTokenSource();

        await Run(
            scope,
            async () =>
            {
                scope.ServiceProvider.GetRequiredService<CommitBatch>().After(() => told = true);
                await db.Execute(InsertUnit, new { id }, default);
                await caller.CancelAsync();
            },
            caller.Token
        );

        Assert.Equal(1, await Units(id));
        Assert.True(told);
    }

    [Fact]
    public async Task Of_two_that_block_each_other_both_come_through()
    {
        var (one, two) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var id in new[] { one, two })
            await app.Execute(InsertUnit, new { id });
        using var both = new Barrier(2);

        await Task.WhenAll(Rename(one, two), Rename(two, one));

        Assert.Equal(
            2,
            await app.Value<long>(
                "select count(*) from roster.unit where name = 'xyy' and id in (@one, @two)",
                new { one, two }
            )
        );

        Task Rename(Guid first, Guid second) =>
            Task.Run(async () =>
            {
                await using var scope = app.Services.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<NpgsqlConnection>();
                var tried = 0;
                await Run(
                    scope,
                    async () =>
                    {
                        const string rename = "update roster.unit set name = name || 'y' where id = @id";
                        await db.Execute(rename, new { id = first }, default);
                        if (tried++ == 0)
                            both.SignalAndWait(TimeSpan.FromMinutes(1));
                        await db.Execute(rename, new { id = second }, default);
                    }
                );
            });
    }

    private static Task Run(AsyncServiceScope scope, Func<Task> work, CancellationToken ct = default) =>
        scope
            .ServiceProvider.GetRequiredService<Transaction>()
            .Run(
                async () =>
                {
                    await work();
                    return 0;
                },
                ct
            );

    private Task<long> Units(Guid id) => app.Value<long>("select count(*) from roster.unit where id = @id", new { id });
}
