using Kapprum.Kernel;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kapprum.Host;

/// <summary>
/// Traces and metrics by OpenTelemetry, exported when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. A span names the
/// route, not the path: ids and links stay out of it.
/// </summary>
internal static class Telemetry
{
    public static void AddTelemetry(this IServiceCollection services, IConfiguration settings)
    {
        if (string.IsNullOrEmpty(settings["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("kapprum"))
            .WithTracing(tracing =>
                tracing
                    .AddAspNetCoreInstrumentation(http =>
                        http.EnrichWithHttpRequest = (span, request) =>
                        {
                            span.SetTag("url.path", null);
                            span.SetTag("url.query", null);
                        }
                    )
                    .AddSource(Instruments.Name)
                    .AddNpgsql()
                    .AddOtlpExporter()
            )
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(Instruments.Name)
                    .AddAspNetCoreInstrumentation()
                    .AddNpgsqlInstrumentation()
                    .AddOtlpExporter()
            );
    }
}
