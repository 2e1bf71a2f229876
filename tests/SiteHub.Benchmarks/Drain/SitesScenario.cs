namespace SiteHub.Benchmarks.Drain;

/// <summary>The same 100,000 events over ever more sites: what a link costs by itself.</summary>
internal static class SitesScenario
{
    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, Progress progress)
    {
        var result = new BenchmarkResult("sites");
        var cpu = new List<double>();
        foreach (var sites in new[] { 1, 10, 100, 1_000 })
        {
            var run = await DrainRun.OverAsync(sites, DrainScenario.Events, options, progress);
            cpu.Add(run.CpuMicroseconds);
            result.Note($"cpu_us_over_{sites}", run.CpuMicroseconds, "CPU time of hub and sender for an event", 1);
            result.Note($"seconds_over_{sites}", run.Seconds, "first to last commit in the hub");
        }

        result.Note("ratio", cpu[^1] / cpu[0], "1,000 sites to 1, CPU for an event; target: at most 1.5");
        return result;
    }
}
