using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Kapprum.Tests.Host;

public sealed class ReadinessTests : IAsyncLifetime
{
    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    private object Long => new { Id = Guid.CreateVersion7(), At = app.Clock.GetUtcNow().AddMinutes(-31) };

    [Theory]
    [InlineData(
        "insert into kernel.outbox (id, event, body, published_at) values (@Id, 'roster/changed', '{}', @At)",
        "Events"
    )]
    [InlineData(
        """
            insert into kernel.mail (id, kind, recipient_id, key, queued_at, due_at)
            values (@Id, 'test', @Id, 'test', @At, @At)
            """,
        "Mails"
    )]
    [InlineData(
        """
            insert into kernel.mail (id, kind, recipient_id, key, queued_at, due_at, failed_since)
            values (@Id, 'test', @Id, 'test', @At, @At::timestamptz + interval '3 hours', @At)
            """,
        "Mails"
    )]
    [InlineData(
        """
            with job as (
                insert into hangfire.job (statename, invocationdata, arguments, createdat)
                values ('Failed', '{}', '[]', @At)
                returning id),
            state as (
                insert into hangfire.state (jobid, name, createdat)
                select id, 'Failed', @At from job returning id, jobid)
            select from state
            """,
        null
    )]
    public async Task What_waits_too_long_makes_it_degraded_with_the_reason(string sql, string? reason)
    {
        Assert.Equal("Healthy", await Ready());

        await app.Execute(sql, Long);
        await app.Execute("update hangfire.job set stateid = state.id from hangfire.state where state.jobid = job.id");

        Assert.StartsWith($"Degraded: {reason ?? "Jobs"} ", await Ready());
    }

    [Fact]
    public async Task A_mail_that_is_due_later_and_a_job_that_failed_long_ago_are_well()
    {
        await app.Execute(
            """
            insert into kernel.mail (id, kind, recipient_id, key, queued_at, due_at)
            values (@Id, 'test', @Id, 'test', @At, @At::timestamptz + interval '3 hours');
            insert into hangfire.job (statename, invocationdata, arguments, createdat)
            values ('Failed', '{}', '[]', @At::timestamptz - interval '2 days');
            insert into hangfire.state (jobid, name, createdat) select id, 'Failed', createdat from hangfire.job;
            update hangfire.job set stateid = state.id from hangfire.state where state.jobid = job.id
            """,
            Long
        );

        Assert.Equal("Healthy", await Ready());
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_makes_it_degraded()
    {
        await app.Execute(
            """
            create function kernel.full() returns trigger language plpgsql as
            $$ begin raise exception using errcode = 'disk_full'; end $$;
            create trigger is_full before insert on kernel.heartbeat execute function kernel.full()
            """
        );

        Assert.Contains("disk-full", await Ready());
    }

    [Fact]
    public async Task A_folder_for_mails_that_cannot_be_written_to_makes_it_degraded()
    {
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "mail"), "no folder");

        Assert.StartsWith("Degraded: The folder for mails", await Ready());
    }

    [Fact]
    public async Task Whatever_is_locked_it_answers()
    {
        await using var own = await App.Start(
            settings: new Dictionary<string, string?> { ["Health:AnswerSeconds"] = "2" },
            hurried: true
        );
        await using var db = await own.Connection();
        await using var locking = await db.BeginTransactionAsync();
        await using (
            var take = new NpgsqlCommand("lock table kernel.heartbeat, kernel.mail, kernel.outbox, hangfire.job", db)
        )
            await take.ExecuteNonQueryAsync();
        using var client = own.Client();
        client.Timeout = TimeSpan.FromSeconds(20);

        Assert.StartsWith("Degraded", await client.GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task From_the_signal_to_stop_on_it_is_not_ready_and_answers_but_keeps_no_connection()
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.StopApplication();

        using var ready = await app.Client().GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using var page = await app.Client().GetAsync("/log-in");
        Assert.Equal((HttpStatusCode.OK, true), (page.StatusCode, page.Headers.ConnectionClose));
    }

    [Fact]
    public async Task What_waits_and_what_the_clock_has_done_are_gauges()
    {
        var measured = new ConcurrentDictionary<string, double>();
        using var meter = new MeterListener();
        var ours = app.Services.GetRequiredService<IMeterFactory>();
        meter.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Meter.Name == Instruments.Name && instrument.Meter.Scope == ours)
                it.EnableMeasurementEvents(instrument);
        };
        meter.SetMeasurementEventCallback<double>((one, value, tags, _) => Note(one, value, tags));
        meter.SetMeasurementEventCallback<int>((one, value, tags, _) => Note(one, value, tags));
        meter.Start();
        await app.Execute(
            """
            insert into kernel.outbox (id, event, body, published_at) values (@Id, 'roster/changed', '{}', @At);
            insert into kernel.mail (id, kind, recipient_id, key, queued_at, due_at)
            values (@Id, 'test', @Id, 'test', @At, @At);
            insert into hangfire.job (statename, invocationdata, arguments, createdat)
            values ('Failed', '{}', '[]', @At)
            """,
            Long
        );
        await using (var scope = app.Services.CreateAsyncScope())
            await ActivatorUtilities
                .CreateInstance<ScheduledCommand>(scope.ServiceProvider, new DoesIt())
                .Send(new Nightly(), CancellationToken.None);
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        await app.Services.GetRequiredService<BacklogGauges>().Refresh(CancellationToken.None);
        meter.RecordObservableInstruments();

        Assert.Equal(32 * 60, measured["kapprum.mail.oldest"]);
        Assert.Equal(32 * 60, measured["kapprum.event.oldest"]);
        Assert.Equal(1, measured["kapprum.job.failed"]);
        Assert.Equal(60, measured[$"kapprum.job.since_success {nameof(Nightly)}"]);

        void Note(Instrument one, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            measured[$"{one.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}".Trim()] = value;
    }

    private sealed record Nightly : ICommand;

    private sealed class DoesIt : ISender
    {
        public Task Send(ICommand command, CancellationToken ct = default) => Task.CompletedTask;

        public Task<TResult> Send<TResult>(ICommand<TResult> command, CancellationToken ct = default) =>
            throw new NotSupportedException();

        public Task<TResult> Send<TResult>(IQuery<TResult> query, CancellationToken ct = default) =>
            throw new NotSupportedException();
    }

    [Fact]
    public async Task A_stranger_is_told_whether_it_is_ready_and_not_what_is_broken()
    {
        await app.Execute(
            "insert into kernel.outbox (id, event, body, published_at) values (@Id, 'roster/changed', '{}', @At)",
            Long
        );
        using var client = app.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/ready")
        {
            Headers = { { "X-Forwarded-For", "203.0.113.9" } },
        };

        using var answer = await client.SendAsync(request);

        Assert.Equal("Degraded", await answer.Content.ReadAsStringAsync());
        Assert.StartsWith("Degraded: ", await Ready());
    }

    [Fact]
    public async Task However_often_it_is_asked_it_looks_no_more_often_than_the_settings_say()
    {
        await using var own = await App.Start(
            settings: new Dictionary<string, string?> { ["Health:KeptSeconds"] = "60" }
        );
        using var client = own.Client();
        await client.GetStringAsync("/health/ready");
        await own.Execute("delete from kernel.heartbeat");

        Assert.Equal("Healthy", await client.GetStringAsync("/health/ready"));

        Assert.Equal(0, await own.Value<int>("select count(*)::int from kernel.heartbeat"));
    }

    private async Task<string> Ready()
    {
        using var client = app.Client();
        return await client.GetStringAsync("/health/ready");
    }
}
