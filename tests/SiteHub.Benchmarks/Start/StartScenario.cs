using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using SiteHub.Benchmarks.Roles;

namespace SiteHub.Benchmarks.Start;

/// <summary><c>sitehub hub</c> on an existing database, from the start of the process to the first 200 of <c>/health/ready</c>.</summary>
internal static class StartScenario
{
    private const int Documents = 20_000;
    private const int Starts = 9;

    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, Progress progress)
    {
        progress.Tell($"Filling a hub with {Documents:N0} documents");
        await using var company = await Company.StartAsync(Path.Combine(options.Data, "start"));
        using (var eye = company.Watch())
        {
            var before = eye.Revisions();
            using var lines = new StringContent(string.Concat(Enumerable.Repeat(Company.Quotation + "\n", Documents)), Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
            using var answer = await company.Http.PostAsync(new Uri("/api/resource/Quotation", UriKind.Relative), lines);
            answer.EnsureSuccessStatusCode();
            await eye.UntilAsync(before + Documents);
        }

        await company.Site.DisposeAsync();
        await company.Hub.DisposeAsync();
        var times = new List<double>();
        for (var i = 0; i <= Starts; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await using var hub = await company.StartHub().ReadyAsync();
            var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            progress.Tell($"Start {i} of {Starts}: {took:N0} ms");
            if (i > 0)
            {
                times.Add(took);
            }
        }

        var result = new BenchmarkResult("start");
        result.Note("median_ms", Median.Of(times), "target: at most 1,000", 0);
        result.Note("fastest_ms", times.Min(), "of those", 0);
        result.Note("slowest_ms", times.Max(), "of those", 0);
        result.Note("documents", Documents, "in the database", 0);
        return result;
    }
}
