using System.Diagnostics;
using System.Globalization;
using SiteHub.Benchmarks.Hubs;
using SiteHub.Benchmarks.Processes;
using SiteHub.Benchmarks.Setting;

namespace SiteHub.Benchmarks.Drain;

/// <summary>What was queued while the hub was down arrives when it is back.</summary>
/// <param name="Seconds">from the hub's first commit, the moment before its first 200, to the last</param>
/// <param name="CpuMicroseconds">of both processes, for an event</param>
/// <param name="HubMebibytes">the hub's peak resident set</param>
/// <param name="SenderMebibytes">the sender's</param>
internal sealed record DrainRun(double Seconds, double CpuMicroseconds, double HubMebibytes, double SenderMebibytes)
{
    public static async Task<DrainRun> OverAsync(int sites, int events, BenchmarkOptions options, Progress progress)
    {
        progress.Tell($"{sites:N0} sites: greeting, so that each has its token");
        var port = Ports.Take();
        var fleet = Fleet.Create(Path.Combine(options.Data, $"drain-{sites}"), sites, port);
        Child sender;
        await using (await Child.StartAsync("hub", [fleet.File]))
        {
            sender = await Child.StartAsync("sender", [fleet.File, port.ToString(CultureInfo.InvariantCulture)]);
            while (int.Parse(await sender.AskAsync("tokens"), CultureInfo.InvariantCulture) < sites)
            {
                await Task.Delay(50);
            }
        }

        await using (sender)
        {
            progress.Tell($"{sites:N0} sites: queueing {events:N0} events with the hub down");
            await sender.AskAsync($"append {events.ToString(CultureInfo.InvariantCulture)}");
            using var eye = new HubEye(Path.Combine(fleet.Folder, "hub.db"));
            var before = eye.Revisions();
            var senderCpu = sender.Usage.Cpu;
            await using var hub = await Child.StartAsync("hub", [fleet.File]);
            var hubCpu = hub.Usage.Cpu;
            await eye.UntilAsync(before + 1);
            var began = Stopwatch.GetTimestamp();
            await eye.UntilAsync(before + events);
            var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var cpu = (hub.Usage.Cpu - hubCpu + (sender.Usage.Cpu - senderCpu)).TotalMicroseconds / events;
            var run = new DrainRun(took, cpu, hub.Usage.PeakMebibytes, sender.Usage.PeakMebibytes);
            progress.Tell($"{sites:N0} sites: {took:F2} s, {cpu:F0} µs of CPU an event");
            return run;
        }
    }
}
