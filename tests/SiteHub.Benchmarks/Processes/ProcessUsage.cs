using System.Globalization;

namespace SiteHub.Benchmarks.Processes;

/// <summary>What a process has used so far, by the operating system's accounting.</summary>
/// <param name="Cpu">user and system time, in steps of 10 ms</param>
/// <param name="PeakMebibytes">the largest resident set that it ever had</param>
internal readonly record struct ProcessUsage(TimeSpan Cpu, double PeakMebibytes)
{
    private const int TicksPerSecond = 100;

    public static ProcessUsage Of(int processId)
    {
        // The program's name stands in brackets and may hold anything; the counted fields begin behind it.
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = Number(fields[11]) + Number(fields[12]);
        var peak = File.ReadLines($"/proc/{processId}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return new ProcessUsage(TimeSpan.FromSeconds(ticks / (double)TicksPerSecond), Number(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024.0);
    }

    public static double ResidentOf(int processId) =>
        Number(File.ReadLines($"/proc/{processId}/status").First(static l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024.0;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
