using System.Collections.Concurrent;
using System.Net;
using AngleSharp.Html.Parser;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kapprum.Tests.Kernel;

public sealed class DatabaseFaultTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> log = new();
    private App app = null!;
    private Family family = null!;

    public async Task InitializeAsync()
    {
        app = await App.Start(
            settings: new Dictionary<string, string?> { ["Absence:DaysAhead"] = "30" },
            instead: services =>
                services.AddSingleton<ILoggerFactory>(
                    LoggerFactory.Create(logging =>
                        logging.AddProvider(new LogLines(LogLevel.Warning, (level, line) => log.Enqueue((level, line))))
                    )
                ),
            hurried: true
        );
        family = await app.Family();
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Theory]
    [InlineData("08006", "away", LogLevel.Error)]
    [InlineData("57P01", "away", LogLevel.Error)]
    [InlineData("57P02", "away", LogLevel.Error)]
    [InlineData("57P03", "away", LogLevel.Error)]
    [InlineData("53100", "disk-full", LogLevel.Critical)]
    [InlineData("58030", "disk-fault", LogLevel.Critical)]
    [InlineData("53200", "exhausted", LogLevel.Error)]
    [InlineData("53300", "too-many-connections", LogLevel.Error)]
    [InlineData("25006", "read-only", LogLevel.Error)]
    [InlineData("40001", "collision", LogLevel.Warning)]
    [InlineData("40P01", "collision", LogLevel.Warning)]
    [InlineData("55P03", "locked", LogLevel.Warning)]
    [InlineData("57014", "too-slow", LogLevel.Warning)]
    public async Task What_the_database_says_of_itself_is_no_fault_of_the_request(
        string state,
        string kind,
        LogLevel level
    )
    {
        await app.Execute(
            $"""
            create function absence.fails() returns trigger language plpgsql as
            $$ begin raise exception using errcode = '{state}', message = 'as told'; end $$;
            create trigger fails before insert on absence.absence execute function absence.fails()
            """
        );

        await Busy(Report(1));
        await Busy(Report(2));

        // The clock stands still: both are within the same second.
        var line = Assert.Single(log, line => line.Text.Contains("as told", StringComparison.Ordinal));
        Assert.Equal((level, true), (line.Level, line.Text.Contains($"{kind}, {state} ", StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", line.Text);

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await Busy(Report(3));
        Assert.Contains(log, line => line.Text.Contains("(2 since", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fault_of_a_statement_stays_one_of_ours()
    {
        await app.Execute("alter table absence.absence rename column note to remark");

        await Report(1).Refused(HttpStatusCode.InternalServerError, "failed");
    }

    [Fact]
    public async Task A_table_that_is_locked_keeps_nobody_for_long()
    {
        await using var db = await app.Connection();
        await using var locking = await db.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand("lock table absence.absence", db))
            await take.ExecuteNonQueryAsync();

        await Busy(Report(1));

        await locking.RollbackAsync();
        await Report(1).Created();
    }

    [Fact]
    public async Task A_pool_that_is_dry_keeps_nobody_for_long_and_jobs_go_on()
    {
        var requests = app.Services.GetRequiredService<NpgsqlDataSource>();
        var most = new NpgsqlConnectionStringBuilder(requests.ConnectionString).MaxPoolSize;
        var all = await Task.WhenAll(Enumerable.Range(0, most).Select(_ => requests.OpenConnectionAsync().AsTask()));

        await Busy(Report(1));
        await app.Drain();
        using (var ready = await app.Client().GetAsync("/health/ready"))
            Assert.Equal("Healthy", await ready.Content.ReadAsStringAsync());

        foreach (var taken in all)
            await taken.DisposeAsync();
        await Report(1).Created();
    }

    [Fact]
    public async Task A_connection_that_the_server_has_hung_up_is_no_fault_of_the_request()
    {
        await Report(1).Created();
        await app.Execute(
            """
            select pg_terminate_backend(pid, 60000) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """
        );

        for (var day = 2; ; day++)
        {
            using var answer = await Report(day);
            if (answer.StatusCode == HttpStatusCode.Created)
                return;
            await Busy(Task.FromResult(answer));
            Assert.InRange(day, 2, 15);
        }
    }

    [Theory]
    [InlineData("sv")]
    [InlineData("en")]
    public async Task A_page_says_it_on_a_page(string language)
    {
        using var browser = app.Client();
        browser.DefaultRequestHeaders.Authorization = family.Guardian.Api.DefaultRequestHeaders.Authorization;
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        await using var db = await app.Connection();
        await using var locking = await db.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand("lock table roster.guardianship", db))
            await take.ExecuteNonQueryAsync();

        using var answer = await browser.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        Assert.DoesNotContain("web.problem", page.QuerySelector("main")!.TextContent);
    }

    private Task<HttpResponseMessage> Report(int days) =>
        family.Guardian.Api.Post(
            "absences",
            new
            {
                childId = family.Child,
                day = app.Today.AddDays(days / 4 * 7 + days % 4),
                reason = "ill",
            }
        );

    private static async Task Busy(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, $"{answer.StatusCode} without Retry-After");
        await Task.FromResult(answer).Refused(HttpStatusCode.ServiceUnavailable, "busy");
    }
}
