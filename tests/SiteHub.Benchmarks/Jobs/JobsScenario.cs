using System.Diagnostics;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Clock;

namespace SiteHub.Benchmarks.Jobs;

/// <summary>A role's jobs alone, in their file and in memory: how many a second, how long until one begins, and what they cost when there are none.</summary>
internal static class JobsScenario
{
    private const int One = 40;

    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, Progress progress)
    {
        var result = new BenchmarkResult("jobs");
        var folder = Directory.CreateDirectory(Path.Combine(options.Data, "jobs"));
        foreach (var (name, file, many) in new[] { ("file", Path.Combine(folder.FullName, $"{Guid.NewGuid():N}.db"), 400), ("memory", null, 20_000) })
        {
            progress.Tell($"Jobs in {name}");
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddLogging(static log => log.ClearProviders());
            builder.Services.AddSingleton(new JobsKept(file)).AddClock();
            using var host = builder.Build();
            await host.StartAsync();
            var jobs = host.Services.GetRequiredService<IBackgroundJobClientV2>();
            await ManyAsync(jobs, 20);
            result.Note($"{name}_per_second", many / (await ManyAsync(jobs, many)).TotalSeconds, "enqueued at once, until the last is done", 0);
            var waits = new List<double>();
            for (var i = 0; i < One; i++)
            {
                // Not in step with the storage's looks.
                await Task.Delay(Random.Shared.Next(50, 350));
                waits.Add((await ManyAsync(jobs, 1)).TotalMilliseconds);
            }

            result.Note($"{name}_begins_ms", Median.Of(waits), "from enqueued to done, one at a time, at the median", 1);
            using var process = Process.GetCurrentProcess();
            await Task.Delay(TimeSpan.FromSeconds(2));
            process.Refresh();
            var (before, began) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
            await Task.Delay(TimeSpan.FromSeconds(options.Seconds));
            process.Refresh();
            result.Note($"{name}_idle_ms_per_second", (process.TotalProcessorTime - before).TotalMilliseconds / Stopwatch.GetElapsedTime(began).TotalSeconds, "of processor, with nothing to do", 1);
            await host.StopAsync();
        }

        return result;
    }

    private static async Task<TimeSpan> ManyAsync(IBackgroundJobClientV2 jobs, int many)
    {
        Chore.Left = many;
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < many; i++)
        {
            jobs.Enqueue(static () => Chore.Do());
        }

        while (Volatile.Read(ref Chore.Left) > 0)
        {
            await Task.Delay(1);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>What a job of this scenario does.</summary>
    internal static class Chore
    {
        public static int Left;

        public static void Do() => Interlocked.Decrement(ref Left);
    }
}
