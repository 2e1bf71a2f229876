using System.Globalization;
using System.Text.Json;
using SiteHub.Benchmarks.Hubs;
using SiteHub.Benchmarks.Processes;
using SiteHub.Benchmarks.Setting;

namespace SiteHub.Benchmarks.Ingest;

/// <summary>One signed event a POST over 64 links at once, against the same hub that does everything but store.</summary>
internal static class IngestScenario
{
    private const int Links = 64;
    private const int Rounds = 3;
    private const int RoundsBeside = 8;

    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, Progress progress)
    {
        await using var here = await Pair.StartAsync(options, "ingest", null, progress);
        await using var beside = options.Beside is null ? null : await Pair.StartAsync(options, "ingest-beside", options.Beside, progress);
        for (var i = 1; i <= (beside is null ? Rounds : RoundsBeside); i++)
        {
            await here.RunAsync($"Round {i}", progress);
            if (beside is not null)
            {
                await beside.RunAsync($"Round {i}, beside", progress);
            }
        }

        var result = new BenchmarkResult("ingest");
        here.Note(result, "");
        beside?.Note(result, "beside_");
        if (beside is not null)
        {
            result.Note("cpu_to_beside", here.Cpu(beside, static round => round.Stores), "the hub's CPU time for an event, to the other build's");
            result.Note("limit_cpu_to_beside", here.Cpu(beside, static round => round.Without), "the same without storing");
        }

        return result;
    }

    /// <summary>One build's hub that stores, and the same that does not.</summary>
    private sealed class Pair(Lane stores, Lane without, int count, int countWithout) : IAsyncDisposable
    {
        private readonly List<(IngestRound Stores, IngestRound Without)> _rounds = [];

        public static async Task<Pair> StartAsync(BenchmarkOptions options, string folder, string? program, Progress progress)
        {
            progress.Tell($"Starting two hubs with {Links} links each");
            var stores = await Lane.StartAsync(Path.Combine(options.Data, folder), [], program);
            var without = await Lane.StartAsync(Path.Combine(options.Data, $"{folder}-without"), [HubChild.WithoutStoring], program);
            return new Pair(stores, without, await stores.WarmUpAsync(options.Seconds, progress), await without.WarmUpAsync(options.Seconds, progress));
        }

        public async Task RunAsync(string round, Progress progress)
        {
            progress.Tell($"{round}: storing");
            var a = await stores.RunAsync(count);
            progress.Tell($"{round}: {a.PerSecond:N0}/s stored; without storing");
            var b = await without.RunAsync(countWithout);
            progress.Tell($"{round}: {b.PerSecond:N0}/s without storing, ratio {a.PerSecond / b.PerSecond:F2}");
            _rounds.Add((a, b));
        }

        public double Cpu(Pair beside, Func<(IngestRound Stores, IngestRound Without), IngestRound> which) =>
            Median.Of(_rounds.Zip(beside._rounds, (one, other) => which(one).HubCpuMicroseconds / which(other).HubCpuMicroseconds));

        public void Note(BenchmarkResult result, string prefix)
        {
            result.Note($"{prefix}per_second", Median.Of(_rounds.Select(r => r.Stores.PerSecond)), "events a second, each durable before its answer", 0);
            result.Note($"{prefix}limit_per_second", Median.Of(_rounds.Select(r => r.Without.PerSecond)), "the same endpoint without storing", 0);
            result.Note($"{prefix}ratio", Median.Of(_rounds.Select(r => r.Stores.PerSecond / r.Without.PerSecond)), "target: at least 0.5");
            result.Note($"{prefix}p50_ms", Median.Of(_rounds.Select(r => r.Stores.P50)), "of a POST, 64 at once");
            result.Note($"{prefix}p99_ms", Median.Of(_rounds.Select(r => r.Stores.P99)), "of a POST, 64 at once");
            result.Note($"{prefix}hub_cpu_us", Median.Of(_rounds.Select(r => r.Stores.HubCpuMicroseconds)), "the hub's CPU time for an event", 1);
            result.Note($"{prefix}limit_hub_cpu_us", Median.Of(_rounds.Select(r => r.Without.HubCpuMicroseconds)), "the same without storing", 1);
            result.Note($"{prefix}load_cpu_us", Median.Of(_rounds.Select(r => r.Stores.LoadCpuMicroseconds)), "the load's own CPU time for an event", 1);
            result.Note($"{prefix}peak_mib", stores.Hub.Usage.PeakMebibytes, "the hub's peak resident set", 0);
        }

        public async ValueTask DisposeAsync()
        {
            await stores.DisposeAsync();
            await without.DisposeAsync();
        }
    }

    /// <summary>A hub and the load on it.</summary>
    private sealed class Lane(Child hub, Child load) : IAsyncDisposable
    {
        public Child Hub => hub;

        public static async Task<Lane> StartAsync(string folder, string[] switches, string? program)
        {
            var fleet = Fleet.Create(folder, Links, Ports.Take());
            var hub = await Child.StartAsync("hub", [fleet.File, .. switches], program: program);
            var load = await Child.StartAsync("ingest", [fleet.File], new Dictionary<string, string>
            {
                // Continuations run on the one thread that polls the sockets: the load must leave the machine to the hub.
                ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
                ["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1",
            }, program);
            return new Lane(hub, load);
        }

        /// <summary>Runs until the hub's code is compiled for good, which shows in its CPU time no longer falling.</summary>
        /// <returns>how many events a link make about that many seconds</returns>
        public async Task<int> WarmUpAsync(int seconds, Progress progress)
        {
            var before = double.MaxValue;
            for (var calm = 0; ;)
            {
                var round = await RunAsync(500);
                progress.Tell($"Warming up: {round.PerSecond:N0}/s, {round.HubCpuMicroseconds:F0} µs of CPU an event");
                calm = round.HubCpuMicroseconds > before * 0.93 ? calm + 1 : 0;
                before = Math.Min(before, round.HubCpuMicroseconds);
                if (calm == 3)
                {
                    return Math.Max(200, (int)(round.PerSecond * seconds / Links));
                }
            }
        }

        public async Task<IngestRound> RunAsync(int eventsPerLink)
        {
            await load.AskAsync($"prepare {eventsPerLink.ToString(CultureInfo.InvariantCulture)}");
            var (hubBefore, loadBefore) = (hub.Usage.Cpu, load.Usage.Cpu);
            var run = JsonSerializer.Deserialize<IngestRun>(await load.AskAsync("run"))!;
            var events = (double)eventsPerLink * Links;
            return new IngestRound(
                run.Failures == 0 ? events / run.Seconds : throw new InvalidOperationException($"{run.Failures} of {events:N0} requests failed: {run.FirstFailure}"),
                run.P50,
                run.P99,
                (hub.Usage.Cpu - hubBefore).TotalMicroseconds / events,
                (load.Usage.Cpu - loadBefore).TotalMicroseconds / events);
        }

        public async ValueTask DisposeAsync()
        {
            await load.DisposeAsync();
            await hub.DisposeAsync();
        }
    }

    private sealed record IngestRound(double PerSecond, double P50, double P99, double HubCpuMicroseconds, double LoadCpuMicroseconds);
}
