using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Tracing;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Telemetry;

/// <summary>
/// OpenTelemetry: metrics for whoever scrapes them at <c>/metrics</c>; traces, metrics and logs by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says whereto.
/// Nothing is traced, and nothing costs, as long as nobody collects it. The usual <c>OTEL_…</c> variables hold.
/// </summary>
public static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Of one instrument. The exporter sets aside memory for all of them beforehand; more webhooks than that are summed up.</summary>
    private const int MostSeries = 500;

    /// <param name="builder">the role's</param>
    /// <param name="role"><c>hub</c>, or the site's slug</param>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, string role)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var collected = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint));
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("sitehub", serviceInstanceId: role, serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(LinkMetrics.MeterName, WebhookMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "System.Runtime").AddView(static _ => new MetricStreamConfiguration { CardinalityLimit = MostSeries }).AddPrometheusExporter();
                if (collected)
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (collected)
        {
            telemetry.WithTracing(static traces => traces.AddSiteHub().AddOtlpExporter());
            builder.Logging.AddOpenTelemetry(static logs =>
            {
                logs.IncludeScopes = true;
                logs.AddOtlpExporter();
            });
        }

        return builder;
    }

    /// <summary>What of a role is traced: requests, calls to others, and what rows and batches carry from one to the other.</summary>
    public static TracerProviderBuilder AddSiteHub(this TracerProviderBuilder traces) => traces
        .AddSource(Traces.SourceName)
        .AddAspNetCoreInstrumentation(static options => options.Filter = static http => !http.Request.Path.StartsWithSegments("/assets") && !http.Request.Path.StartsWithSegments("/health"))
        .AddHttpClientInstrumentation();

    /// <summary>For whoever may see links and deliveries: names of sites and webhooks stand in it.</summary>
    public static void MapTelemetry(this IEndpointRouteBuilder app) => app.MapPrometheusScrapingEndpoint().RequireAuthorization(OperationsAccess.See);
}
