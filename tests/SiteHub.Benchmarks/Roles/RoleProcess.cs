using System.Diagnostics;
using System.Globalization;
using SiteHub.Benchmarks.Processes;

namespace SiteHub.Benchmarks.Roles;

/// <summary>A role as its user starts it: the executable <c>sitehub</c> in a process of its own.</summary>
internal sealed class RoleProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly Process _process;
    private readonly Uri _address;
    private string _said = "nothing";
    private bool _ended;

    private RoleProcess(Process process, Uri address)
    {
        _process = process;
        _address = address;
    }

    public ProcessUsage Usage => ProcessUsage.Of(_process.Id);

    /// <summary>What it has in memory now.</summary>
    public double ResidentMebibytes => ProcessUsage.ResidentOf(_process.Id);

    public static RoleProcess Start(Uri address, params IEnumerable<string> args) => Start(address, asUp: false, args);

    /// <param name="address">where it will be</param>
    /// <param name="asUp">as `up` starts it</param>
    /// <param name="args">its command line</param>
    public static RoleProcess Start(Uri address, bool asUp, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "sitehub"), args) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (asUp)
        {
            start.Environment["SITEHUB_SUPERVISED"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        }

        var process = Process.Start(start)!;

        var role = new RoleProcess(process, address);
        process.OutputDataReceived += (_, line) => role._said = line.Data ?? role._said;
        process.ErrorDataReceived += (_, line) => role._said = line.Data ?? role._said;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return role;
    }

    /// <summary>Asks every few milliseconds until the role says that it is ready.</summary>
    public async Task<RoleProcess> ReadyAsync()
    {
        var until = Stopwatch.GetTimestamp() + (60 * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < until && !_process.HasExited)
        {
            try
            {
                using var answer = await Http.GetAsync(new Uri(_address, "/health/ready"));
                if (answer.IsSuccessStatusCode)
                {
                    return this;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(5);
        }

        throw new InvalidOperationException($"The role at {_address} did not become ready. It said: {_said}");
    }

    public async Task KillAsync()
    {
        _ended = true;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        if (!_process.HasExited)
        {
            using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await signal.WaitForExitAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }
}
