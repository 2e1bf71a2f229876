using System.Diagnostics;
using System.Globalization;
using SiteHub.Benchmarks.Links;
using SiteHub.Benchmarks.Processes;
using SiteHub.Benchmarks.Setting;

namespace SiteHub.Benchmarks.Webhooks;

/// <summary>
/// Each save to fifty webhooks, one signed event a POST, durable before and after; against one Hangfire job per delivery. Then a hundred well
/// receivers, with and without a hundred dead ones beside them.
/// </summary>
internal static class WebhookScenario
{
    private const int Rounds = 3;
    private const int Webhooks = 50;
    private const int Well = 100;
    private const int Dead = 100;

    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, Progress progress)
    {
        var port = Ports.Take();
        await using var receiver = await Child.StartAsync("receiver", [port.ToString(CultureInfo.InvariantCulture)]);
        var url = new Uri($"http://127.0.0.1:{port}/");
        var result = new BenchmarkResult("webhooks");
        await ThroughputAsync(options, progress, url, result);
        await NeighboursAsync(options, progress, url, result);
        return result;
    }

    private static async Task ThroughputAsync(BenchmarkOptions options, Progress progress, Uri url, BenchmarkResult result)
    {
        await using var engine = await WebhookEngine.StartAsync(Path.Combine(options.Data, "webhooks"));
        for (var i = 0; i < Webhooks; i++)
        {
            await engine.AddAsync($"webhook {i}", url);
        }

        progress.Tell("Warming up");
        await RoundAsync(engine, 100);
        await RoundAsync(engine, 200);
        var count = (int)(await RoundAsync(engine, 200) * options.Seconds / Webhooks);
        var rounds = new List<(double Ours, double Peer, double Cpu)>();
        for (var i = 1; i <= Rounds; i++)
        {
            progress.Tell($"Round {i} of {Rounds}: {count:N0} saves to {Webhooks} webhooks");
            var began = Environment.CpuUsage.TotalTime;
            var ours = await RoundAsync(engine, count);
            var cpu = (Environment.CpuUsage.TotalTime - began).TotalMicroseconds / (count * Webhooks);
            progress.Tell($"Round {i} of {Rounds}: {ours:N0}/s, {cpu:F0} µs of CPU each; one Hangfire job per delivery");
            rounds.Add((ours, await HangfirePeer.RunAsync(Math.Max(2, options.Seconds / 2)), cpu));
        }

        result.Note("per_second", Median.Of(rounds.Select(static r => r.Ours)), "deliveries a second, first save to last stored success; target: at least 5,000", 0);
        result.Note("peer_per_second", Median.Of(rounds.Select(static r => r.Peer)), "one Hangfire job per delivery, nothing stored", 0);
        result.Note("cpu_us", Median.Of(rounds.Select(static r => r.Cpu)), "the engine's CPU time a delivery, the save's share included", 1);
        result.Note("ratio", Median.Of(rounds.Select(static r => r.Ours / r.Peer)), "target: at least 2");
    }

    private static async Task<double> RoundAsync(WebhookEngine engine, int saves)
    {
        var before = engine.Delivered();
        var began = Stopwatch.GetTimestamp();
        await engine.SaveAsync(saves);
        await engine.UntilAsync(before + ((long)saves * Webhooks));
        return saves * (double)Webhooks / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task NeighboursAsync(BenchmarkOptions options, Progress progress, Uri url, BenchmarkResult result)
    {
        await using var engine = await WebhookEngine.StartAsync(Path.Combine(options.Data, "webhooks-dead"));
        for (var i = 0; i < Well; i++)
        {
            await engine.AddAsync($"well {i}", url);
        }

        await PaceAsync(engine, options.Seconds);
        var (alone, beside) = (new List<double>(), new List<double>());
        for (var i = 1; i <= Rounds; i++)
        {
            progress.Tell($"Round {i} of {Rounds}: {Well} well receivers");
            alone.Add(await PaceAsync(engine, options.Seconds));
            progress.Tell($"Round {i} of {Rounds}: {Dead} dead ones beside them");
            for (var d = 0; d < Dead; d++)
            {
                // Half of them refuse, half never answer.
                await engine.AddAsync($"dead {d}", d % 2 == 0 ? new Uri("http://127.0.0.1:1/") : new Uri(Silent.Url));
            }

            await PaceAsync(engine, 2);
            beside.Add(await PaceAsync(engine, options.Seconds));
            await engine.RemoveAsync("dead");
        }

        result.Note("p95_ms", Median.Of(alone), $"from save to stored success, {Well} receivers, 10 saves a second", 1);
        result.Note("p95_beside_dead_ms", Median.Of(beside), $"the same with {Dead} dead receivers beside them", 1);
        result.Note("dead_ratio", Median.Of(beside) / Median.Of(alone), "target: at most 1.2");
    }

    /// <returns>the 95th percentile of the delay, in milliseconds</returns>
    private static async Task<double> PaceAsync(WebhookEngine engine, int seconds)
    {
        var since = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < seconds * 10; i++)
        {
            await engine.SaveAsync();
            await Task.Delay(100);
        }

        await Task.Delay(1_000);
        return Median.Percentile(engine.Delays(since), 0.95);
    }
}
