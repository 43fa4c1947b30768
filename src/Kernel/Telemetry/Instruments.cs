using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Kapprum.Kernel;

/// <summary>
/// A span and a duration for everything that is carried out: commands and queries, deliveries of events, jobs, mails.
/// They carry the name of the kind and how it ended, and never whom or what it was about.
/// </summary>
public static class Instruments
{
    /// <summary>Of the activity source and of the meter.</summary>
    public const string Name = "Kapprum";

    private static readonly ActivitySource Spans = new(Name);
    private static readonly Meter Meter = new(Name);

    internal static readonly Histogram<double> Requests = Duration("request", "Commands and queries.");
    internal static readonly Histogram<double> Deliveries = Duration("delivery", "Events told to a handler.");
    internal static readonly Histogram<double> Jobs = Duration("job", "Commands that the clock has sent.");
    internal static readonly Histogram<double> Mails = Duration("mail", "Mails handed to the mail server, by kind.");

    internal static readonly Counter<long> DatabaseFaults = Meter.CreateCounter<long>(
        "kapprum.database.faults",
        description: "Requests that were told to come back, by what the database failed at."
    );

    /// <summary>
    /// Does the work in a span of the name and records how long it took and how it ended: <c>done</c>, <c>refused</c>
    /// (with the code), <c>cancelled</c>, <c>failed</c>.
    /// </summary>
    internal static async Task<TResult> Measure<TResult>(
        Histogram<double> durations,
        string name,
        Func<Task<TResult>> work
    )
    {
        if (!durations.Enabled && !Spans.HasListeners())
            return await work();

        using var span = Spans.StartActivity(name);
        var started = Stopwatch.GetTimestamp();
        var (outcome, code) = ("failed", (string?)null);
        try
        {
            var result = await work();
            outcome = "done";
            return result;
        }
        catch (Exception e)
        {
            (outcome, code) = e switch
            {
                Refusal no => ("refused", no.Code),
                FluentValidation.ValidationException => ("refused", "invalid"),
                MailRefused no => ("refused", no.Code),
                NotYet => ("refused", "not-yet"),
                OperationCanceledException => ("cancelled", null),
                _ => ("failed", e.GetType().Name),
            };
            if (outcome == "failed")
                span?.SetStatus(ActivityStatusCode.Error, code);
            throw;
        }
        finally
        {
            span?.SetTag("outcome", outcome).SetTag("code", code);
            durations.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                new("name", name),
                new("outcome", outcome),
                new("code", code)
            );
        }
    }

    private static Histogram<double> Duration(string what, string description) =>
        Meter.CreateHistogram<double>($"kapprum.{what}.duration", "s", description);
}
