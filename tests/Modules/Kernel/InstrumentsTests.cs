using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Kapprum.Kernel;
using Kapprum.Support;

namespace Kapprum.Tests.Kernel;

public sealed class InstrumentsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task Commands_deliveries_and_mails_are_spans_and_durations_that_say_their_name_and_how_they_ended()
    {
        var spans = new ConcurrentQueue<Activity>();
        var durations = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var meter = new MeterListener();
        meter.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Meter.Name == Instruments.Name)
                it.EnableMeasurementEvents(instrument);
        };
        meter.SetMeasurementEventCallback<double>(
            (instrument, seconds, tags, _) =>
                durations.Enqueue(
                    $"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}".Trim()
                )
        );
        meter.Start();
        var family = await app.Family();
        var report = new
        {
            childId = family.Child,
            day = app.Today,
            reason = "ill",
            note = "Feber",
        };

        await family.Guardian.Api.Post("absences", report).Created();
        await family.Guardian.Api.Post("absences", report).Is(HttpStatusCode.Conflict);
        await app.Drain();

        Assert.Contains("kapprum.request.duration ReportAbsence done", durations);
        Assert.Contains(
            durations,
            one => one.StartsWith("kapprum.request.duration ReportAbsence refused", StringComparison.Ordinal)
        );
        Assert.Contains(
            durations,
            one =>
                one.StartsWith("kapprum.delivery.duration", StringComparison.Ordinal)
                && one.EndsWith(" done", StringComparison.Ordinal)
        );
        Assert.Contains(
            spans,
            span => span.OperationName == "ReportAbsence" && "done".Equals(span.GetTagItem("outcome"))
        );
        Assert.All(
            spans,
            span =>
                Assert.DoesNotContain(
                    span.TagObjects,
                    tag =>
                        $"{tag.Value}".Contains("Feber", StringComparison.Ordinal)
                        || Guid.TryParse($"{tag.Value}", out _)
                )
        );
    }
}
