using SiteHub.Benchmarks.Drain;
using SiteHub.Benchmarks.Erp;
using SiteHub.Benchmarks.Identity;
using SiteHub.Benchmarks.Ingest;
using SiteHub.Benchmarks.Jobs;
using SiteHub.Benchmarks.Latency;
using SiteHub.Benchmarks.Links;
using SiteHub.Benchmarks.Operators;
using SiteHub.Benchmarks.Portal;
using SiteHub.Benchmarks.Start;
using SiteHub.Benchmarks.Webhooks;
using Spectre.Console;

namespace SiteHub.Benchmarks;

internal static class Scenarios
{
    private static readonly Dictionary<string, Func<BenchmarkOptions, Progress, Task<BenchmarkResult>>> All = new(StringComparer.Ordinal)
    {
        ["ingest"] = IngestScenario.RunAsync,
        ["link"] = LinkScenario.RunAsync,
        ["latency"] = LatencyScenario.RunAsync,
        ["drain"] = DrainScenario.RunAsync,
        ["sites"] = SitesScenario.RunAsync,
        ["start"] = StartScenario.RunAsync,
        ["webhooks"] = WebhookScenario.RunAsync,
        ["tokens"] = TokensScenario.RunAsync,
        ["signin"] = SignInScenario.RunAsync,
        ["portal"] = PortalScenario.RunAsync,
        ["live"] = LiveScenario.RunAsync,
        ["console"] = ConsoleScenario.RunAsync,
        ["jobs"] = JobsScenario.RunAsync,
        ["erpnext"] = ErpNextScenario.RunAsync,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        BenchmarkOptions options;
        try
        {
            options = BenchmarkOptions.Parse(args);
        }
        catch (FormatException e)
        {
            AnsiConsole.WriteLine($"{e.Message} Scenarios: {string.Join(", ", All.Keys)}.");
            return 2;
        }

        if (!All.TryGetValue(options.Scenario, out var run))
        {
            AnsiConsole.WriteLine($"There is no scenario '{options.Scenario}'. There are: {string.Join(", ", All.Keys)}.");
            return 2;
        }

        var result = await Progress.ShowAsync(progress => run(options, progress));
        result.Show();
        if (options.Json is { } path)
        {
            result.Save(path);
        }

        Console.WriteLine(result);
        return 0;
    }
}
