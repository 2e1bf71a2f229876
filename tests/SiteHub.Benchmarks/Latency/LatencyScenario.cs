using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SiteHub.Benchmarks.Hubs;
using SiteHub.Benchmarks.Roles;

namespace SiteHub.Benchmarks.Latency;

/// <summary>Single POSTs at a steady rate: from the site's answer to the commit in the hub, seen from outside in the hub's database.</summary>
internal static class LatencyScenario
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(Company.Quotation);

    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, Progress progress)
    {
        await using var company = await Company.StartAsync(Path.Combine(options.Data, "latency"));
        progress.Tell("Warming up");
        await MeasureAsync(company, 500, 10);
        var result = new BenchmarkResult("latency");
        foreach (var (rate, p50Target, p99Target) in new[] { (100, 2, 10), (1_000, 4, 30) })
        {
            progress.Tell($"{rate:N0} a second for {options.Seconds} s");
            var measured = await MeasureAsync(company, rate, options.Seconds);
            result.Note($"p50_ms_at_{rate}", Median.Percentile(measured.Lag, 0.5), $"answered to committed in the hub; target: at most {p50Target}");
            result.Note($"p99_ms_at_{rate}", Median.Percentile(measured.Lag, 0.99), $"target: at most {p99Target}");
            result.Note($"save_p50_ms_at_{rate}", Median.Percentile(measured.Save, 0.5), "the POST itself");
            result.Note($"achieved_at_{rate}", measured.PerSecond, "POSTs a second that were made", 0);
        }

        return result;
    }

    private static async Task<Measured> MeasureAsync(Company company, int rate, int seconds)
    {
        var count = rate * seconds;
        var answered = new ConcurrentDictionary<string, long>();
        var committed = new ConcurrentDictionary<string, long>();
        using var eye = company.Watch();
        using var done = new CancellationTokenSource();
        var watching = Task.Factory.StartNew(() => Look(eye, committed, done.Token), TaskCreationOptions.LongRunning);

        var saves = new ConcurrentBag<double>();
        var posts = new List<Task>(count);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            if (due - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait);
            }

            posts.Add(PostAsync(company, answered, saves));
        }

        await Task.WhenAll(posts);
        var perSecond = count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var patience = Stopwatch.GetTimestamp() + (30 * Stopwatch.Frequency);
        while (answered.Keys.Any(name => !committed.ContainsKey(name)))
        {
            await Task.Delay(20);
            if (Stopwatch.GetTimestamp() > patience)
            {
                throw new InvalidOperationException($"{answered.Keys.Count(name => !committed.ContainsKey(name)):N0} of {count:N0} documents are not in the hub after 30 s.");
            }
        }

        await done.CancelAsync();
        await watching;

        // Seen in the hub before its answer was read: no lag at all for whoever waited for the answer.
        var lag = answered.Select(a => Math.Max(0, (committed[a.Key] - a.Value) * 1_000.0 / Stopwatch.Frequency)).Order().ToArray();
        return new Measured(lag, [.. saves.Order()], perSecond);
    }

    private static void Look(HubEye eye, ConcurrentDictionary<string, long> committed, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var names = eye.New();
            var now = Stopwatch.GetTimestamp();
            foreach (var name in names)
            {
                committed.TryAdd(name, now);
            }

            // The looking must not take the processor from those looked at; it adds up to half a millisecond to each figure.
            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(0.5));
        }
    }

    private static async Task PostAsync(Company company, ConcurrentDictionary<string, long> answered, ConcurrentBag<double> saves)
    {
        using var content = new ByteArrayContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var began = Stopwatch.GetTimestamp();
        using var answer = await company.Http.PostAsync(new Uri("/api/resource/Quotation", UriKind.Relative), content);
        var at = Stopwatch.GetTimestamp();
        answer.EnsureSuccessStatusCode();
        saves.Add(Stopwatch.GetElapsedTime(began, at).TotalMilliseconds);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        answered[body.RootElement.GetProperty("data").GetProperty("name").GetString()!] = at;
    }

    private sealed record Measured(double[] Lag, double[] Save, double PerSecond);
}
