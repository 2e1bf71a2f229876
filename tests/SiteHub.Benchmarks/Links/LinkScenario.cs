using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using SiteHub.Benchmarks.Hubs;
using SiteHub.Benchmarks.Roles;

namespace SiteHub.Benchmarks.Links;

/// <summary>NDJSON in at the site, durable there and in the hub; against one Hangfire job per event.</summary>
internal static class LinkScenario
{
    private const int Rounds = 3;

    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, Progress progress)
    {
        await using var company = await Company.StartAsync(Path.Combine(options.Data, "link"));
        using var eye = company.Watch();
        progress.Tell("Warming up");
        await RunAsync(company, eye, 10_000);
        var count = (int)((await RunAsync(company, eye, 20_000)).PerSecond * options.Seconds);
        var rounds = new List<(Round Ours, double Peer)>();
        for (var i = 1; i <= Rounds; i++)
        {
            progress.Tell($"Round {i} of {Rounds}: {count:N0} documents");
            var ours = await RunAsync(company, eye, count);
            progress.Tell($"Round {i} of {Rounds}: {ours.PerSecond:N0}/s; one Hangfire job per event");
            rounds.Add((ours, await HangfirePeer.RunAsync(Math.Max(2, options.Seconds / 2))));
        }

        var result = new BenchmarkResult("link");
        result.Note("per_second", Median.Of(rounds.Select(r => r.Ours.PerSecond)), "documents a second, first byte in to last commit in the hub; target: at least 10,000", 0);
        result.Note("peer_per_second", Median.Of(rounds.Select(r => r.Peer)), "one Hangfire job per event, nothing stored", 0);
        result.Note("ratio", Median.Of(rounds.Select(r => r.Ours.PerSecond / r.Peer)), "target: at least 3");
        result.Note("site_cpu_us", Median.Of(rounds.Select(r => r.Ours.SiteCpu)), "the site's CPU time a document", 1);
        result.Note("hub_cpu_us", Median.Of(rounds.Select(r => r.Ours.HubCpu)), "the hub's CPU time a document", 1);
        result.Note("behind_ms", Median.Of(rounds.Select(r => r.Ours.BehindMilliseconds)), "the site's answer to the last commit in the hub", 0);
        return result;
    }

    private static async Task<Round> RunAsync(Company company, HubEye eye, int count)
    {
        var before = eye.Revisions();
        var (site, hub) = (company.Site.Usage.Cpu, company.Hub.Usage.Cpu);
        using var lines = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Company.Quotation + "\n", count))))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") },
        };
        var began = Stopwatch.GetTimestamp();
        using var answer = await company.Http.PostAsync(new Uri("/api/resource/Quotation", UriKind.Relative), lines);
        answer.EnsureSuccessStatusCode();
        var answered = Stopwatch.GetElapsedTime(began);
        await eye.UntilAsync(before + count);
        var took = Stopwatch.GetElapsedTime(began);
        return new Round(
            count / took.TotalSeconds,
            (took - answered).TotalMilliseconds,
            (company.Site.Usage.Cpu - site).TotalMicroseconds / count,
            (company.Hub.Usage.Cpu - hub).TotalMicroseconds / count);
    }

    private sealed record Round(double PerSecond, double BehindMilliseconds, double SiteCpu, double HubCpu);
}
