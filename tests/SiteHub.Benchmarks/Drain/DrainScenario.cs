namespace SiteHub.Benchmarks.Drain;

/// <summary>100,000 events queued while the hub was down, over one site and over a hundred.</summary>
internal static class DrainScenario
{
    public const int Events = 100_000;

    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, Progress progress)
    {
        var result = new BenchmarkResult("drain");
        foreach (var (sites, target) in new[] { (1, 6), (100, 8) })
        {
            var run = await DrainRun.OverAsync(sites, Events, options, progress);
            result.Note($"seconds_over_{sites}", run.Seconds, $"first to last commit in the hub; target: at most {target}");
            result.Note($"hub_mib_over_{sites}", run.HubMebibytes, "peak resident set; target: at most 250", 0);
            result.Note($"sender_mib_over_{sites}", run.SenderMebibytes, "peak resident set; target: at most 250", 0);
        }

        return result;
    }
}
