using System.Net;
using System.Text.RegularExpressions;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Hub.Tests.Console;

/// <summary>What can be scraped, by whom, and that the dashboard and the alerting rules ask for what there is.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Metrics_are_for_whoever_may_read_and_name_links_and_webhooks()
    {
        await using var hub = await HubFixture.Started();
        (await hub.Get("/metrics", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var answer = await hub.Get("/metrics", await hub.Token("reader", "hub.read"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("sitehub_link_depth");
        text.ShouldContain("link=\"acme\"");
    }

    [Fact]
    public async Task The_dashboard_and_the_rules_ask_for_metrics_that_there_are()
    {
        await using var hub = await HubFixture.Started();
        var known = new HashSet<string>(StringComparer.Ordinal);
        using (var listener = new System.Diagnostics.Metrics.MeterListener())
        {
            listener.InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name is LinkMetrics.MeterName or WebhookMetrics.MeterName)
                {
                    var name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
                    var isCounter = instrument.GetType().Name.StartsWith("Counter", StringComparison.Ordinal);
                    known.UnionWith(instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal) ? [name + "_bucket", name + "_sum", name + "_count", name] : [isCounter ? name + "_total" : name]);
                }
            };
            listener.Start();
        }

        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SiteHub.sln")))
        {
            root = Path.GetDirectoryName(root.TrimEnd(Path.DirectorySeparatorChar))!;
        }

        foreach (var file in new[] { "alerts.yaml", "grafana.json", "README.md" })
        {
            var text = await File.ReadAllTextAsync(Path.Combine(root, "docs", "operations", file), TestContext.Current.CancellationToken);
            Name().Matches(text).Select(static m => m.Value).Except(known).ShouldBeEmpty(file);
        }
    }

    [GeneratedRegex("sitehub_(link|webhook)_[a-z_]+[a-z]")]
    private static partial Regex Name();
}
