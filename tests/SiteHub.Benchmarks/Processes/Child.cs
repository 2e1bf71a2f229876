using System.Diagnostics;

namespace SiteHub.Benchmarks.Processes;

/// <summary>A process that a scenario started. It ends when its standard input does, so it never outlives the scenario.</summary>
internal sealed class Child : IAsyncDisposable
{
    public const string Ready = "ready";

    private readonly Process _process;
    private readonly string _what;

    private Child(Process process, string what)
    {
        _process = process;
        _what = what;
    }

    public ProcessUsage Usage => ProcessUsage.Of(_process.Id);

    /// <summary>This program in one of its other roles, up and ready.</summary>
    /// <param name="role">the other role</param>
    /// <param name="args">what it is told</param>
    /// <param name="environment">what it has besides</param>
    /// <param name="program">another build's; null: this one</param>
    public static async Task<Child> StartAsync(string role, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null, string? program = null)
    {
        var start = new ProcessStartInfo(program ?? Path.Combine(AppContext.BaseDirectory, "SiteHub.Benchmarks"), ["child", role, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var child = new Child(Process.Start(start)!, role);
        var line = await child._process.StandardOutput.ReadLineAsync();
        return line == Ready ? child : throw new InvalidOperationException($"The {role} process said '{line}' in place of '{Ready}'; see above.");
    }

    /// <summary>One line there, one line back.</summary>
    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The {_what} process is gone; see above.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
