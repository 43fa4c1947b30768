using System.Diagnostics;
using Kapprum.Support;

namespace Kapprum.Benchmarks;

/// <summary>
/// Activation mails, from the queue to a mail server on this machine that takes whatever comes, over four connections:
/// the links are made, the mails written, sent, and each marked as sent.
/// </summary>
internal static class Mails
{
    private const int Most = 3000;

    /// <summary>
    /// Whatever is queued waits until it is measured, so that no other host sends it beside what is measured there.
    /// </summary>
    public static Task Hold(Site site) =>
        site.Execute("update kernel.mail set due_at = 'infinity' where sent_at is null and dropped_at is null");

    public static async Task Measure(Site site)
    {
        Figure.Doing("Sending activation mails");
        await using var sink = new SmtpSink();
        var settings = site.Settings();
        settings["Mail:Server"] = "127.0.0.1";
        settings["Mail:Port"] = $"{sink.Port}";
        await using var host = await HostProcess.Serve(settings);

        // Those who are logged in in the other measurements have not activated their accounts in this one: who has gets
        // no such mail.
        var waiting = await site.Value<int>(
            """
            with waiting as (
                update accounts.account a set activated_at = null
                from kernel.mail m
                where m.recipient_id = a.id and m.kind = 'activation' and m.due_at = 'infinity'
                  and m.sent_at is null and m.dropped_at is null
                returning a.id)
            select count(distinct id)::int from waiting
            """
        );
        var each = Math.Min(Most, waiting / (Figure.Runs + 1));
        Figure.DateText("mails-each-run", "mails", each);

        // The first is for warming up.
        List<double> rates = [];
        for (var run = 0; run <= Figure.Runs; run++)
            rates.Add(await Send(site, sink, each));
        Figure.DateText("mails-per-second", "mails/s", [.. rates.Skip(1)]);
    }

    private static async Task<double> Send(Site site, SmtpSink sink, int each)
    {
        var before = sink.Mails.Count;
        await site.Execute(
            """
            update kernel.mail m set due_at = now()
            where id in (select m.id
                         from kernel.mail m
                         join accounts.account a on a.id = m.recipient_id and a.activated_at is null
                         where m.kind = 'activation' and m.due_at = 'infinity'
                         order by m.id
                         limit @each)
            """,
            new { each }
        );
        var due = await site.Value<int>(
            "select count(*) from kernel.mail where sent_at is null and dropped_at is null and due_at < 'infinity'"
        );
        await site.Execute("notify kapprum, 'mail'");

        var patience = Stopwatch.StartNew();
        await Arrived(before + 1);
        var (first, watch) = (sink.Mails.Count, Stopwatch.StartNew());
        await Arrived(before + due);
        return (before + due - first) / watch.Elapsed.TotalSeconds;

        async Task Arrived(int count)
        {
            while (sink.Mails.Count < count)
            {
                if (patience.Elapsed > TimeSpan.FromMinutes(2))
                    throw new BenchFailed($"Of {due} mails {sink.Mails.Count - before} have arrived.");
                await Task.Delay(1);
            }
        }
    }
}
