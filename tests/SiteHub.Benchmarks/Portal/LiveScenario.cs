using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using SiteHub.Benchmarks.Roles;

namespace SiteHub.Benchmarks.Portal;

/// <summary>Five hundred open pages: what they cost the hub, and how soon each hears of a document that a site has just saved.</summary>
internal static class LiveScenario
{
    private const int Streams = 500;

    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, Progress progress)
    {
        await using var company = await StartAsync(Path.Combine(options.Data, "live"));
        using var member = await PortalBrowser.SignedInAsync(company);
        for (var warm = 0; warm < 20; warm++)
        {
            await SaveAsync(company);
        }

        await Task.Delay(TimeSpan.FromSeconds(2));
        var before = company.Hub.ResidentMebibytes;
        progress.Tell($"Opening {Streams} streams");
        var heard = new ConcurrentBag<long>();
        using var stop = new CancellationTokenSource();
        var ready = new CountdownEvent(Streams);
        var listening = Enumerable.Range(0, Streams).Select(_ => ListenAsync(member, ready, heard, stop.Token)).ToList();
        await Task.Run(() => ready.Wait(TimeSpan.FromMinutes(1)));
        await Task.Delay(TimeSpan.FromSeconds(2));
        var with = company.Hub.ResidentMebibytes;
        progress.Tell("Saving documents");
        var times = new List<double>();
        var began = Stopwatch.GetTimestamp();
        var missed = 0;
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(options.Seconds))
        {
            heard.Clear();
            await SaveAsync(company);
            var saved = Stopwatch.GetTimestamp();
            var patience = Stopwatch.GetTimestamp();
            while (heard.Count < Streams && Stopwatch.GetElapsedTime(patience) < TimeSpan.FromSeconds(2))
            {
                await Task.Delay(5);
            }

            missed += Streams - Math.Min(Streams, heard.Count);
            times.AddRange(heard.Select(at => Math.Max(0, Stopwatch.GetElapsedTime(saved, at).TotalMilliseconds)));
            await Task.Delay(100);
        }

        await stop.CancelAsync();
        await Task.WhenAll(listening);
        times.Sort();
        var result = new BenchmarkResult("live");
        result.Note("streams", Streams, "open at once", 0);
        result.Note("mebibytes", with - before, "resident memory that they add to the hub");
        result.Note("p50_ms", Median.Percentile(times.ToArray(), 0.5), "from the site's answer to the event at a stream");
        result.Note("p95_ms", Median.Percentile(times.ToArray(), 0.95), "from the site's answer to the event at a stream");
        result.Note("missed", missed, "events that no stream heard within two seconds", 0);
        return result;
    }

    private static async Task<Company> StartAsync(string folder)
    {
        var company = Company.Prepare(folder);
        company.StartHub(asUp: true);
        company.StartSite();
        await company.Hub.ReadyAsync();
        await company.Site.ReadyAsync();
        return company;
    }

    private static async Task SaveAsync(Company company)
    {
        using var content = new StringContent(Company.Quotation, MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await company.Http.PostAsync(new Uri("/api/resource/Quotation", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task ListenAsync(HttpClient member, CountdownEvent ready, ConcurrentBag<long> heard, CancellationToken stop)
    {
        try
        {
            using var answer = await member.GetAsync(new Uri("/live", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, stop);
            answer.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(stop));
            while (await reader.ReadLineAsync(stop) is { } line)
            {
                if (line == "event: ready")
                {
                    ready.Signal();
                }
                else if (line == "event: changed")
                {
                    heard.Add(Stopwatch.GetTimestamp());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The scenario is over.
        }
    }
}
