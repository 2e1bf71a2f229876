using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Cli;

/// <summary>The program itself, as a person at a terminal (whose output goes to a file) would run it.</summary>
internal sealed class SiteHubProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;
    private readonly SemaphoreSlim _more = new(0);

    private SiteHubProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(Read(process.StandardOutput, _output), Read(process.StandardError, _errors));
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public static SiteHubProcess Start(string folder, params string[] arguments) => Start(folder, new Dictionary<string, string>(), arguments);

    public static SiteHubProcess Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(SiteHubProgram.Executable, arguments)
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new SiteHubProcess(Process.Start(start)!);
    }

    /// <summary>A command that ends by itself.</summary>
    public static async Task<(int Code, string Output, string Errors)> Run(string folder, params string[] arguments)
    {
        await using var process = Start(folder, arguments);
        var code = await process.Ended();
        return (code, process.Output, process.Errors);
    }

    public async Task<int> Ended()
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await _reading.WaitAsync(timeout.Token);
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"sitehub has not ended.\n{Output}\n{Errors}");
        }

        return _process.ExitCode;
    }

    public async Task Says(string text)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!Output.Contains(text, StringComparison.Ordinal) && !Errors.Contains(text, StringComparison.Ordinal))
        {
            if (_reading.IsCompleted && !Output.Contains(text, StringComparison.Ordinal) && !Errors.Contains(text, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"sitehub ended without saying \"{text}\".\n{Output}\n{Errors}");
            }

            try
            {
                await _more.WaitAsync(TimeSpan.FromMilliseconds(200), timeout.Token);
            }
            catch (OperationCanceledException)
            {
                // Nobody else ends it: what fails while a test is set up is not disposed of.
                _process.Kill(entireProcessTree: true);
                throw new TimeoutException($"sitehub has not said \"{text}\".\n{Output}\n{Errors}");
            }
        }
    }

    public void Terminate() => Signal(Id, PosixTerminate);

    public void Kill() => _process.Kill();

    public static void Kill(int id) => Signal(id, PosixKill);

    /// <summary>It does nothing more, and is not ended.</summary>
    public static void Halt(int id) => Signal(id, LinuxStop);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _more.Dispose();
    }

    private const int PosixKill = 9;
    private const int PosixTerminate = 15;
    private const int LinuxStop = 19;

    private static void Signal(int id, int signal)
    {
        if (SysKill(id, signal) != 0)
        {
            throw new InvalidOperationException($"Process {id} cannot be signalled.");
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SysKill(int id, int signal);

    private async Task Read(StreamReader from, StringBuilder into)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (into)
            {
                into.AppendLine(line);
            }

            _more.Release();
        }
    }

    private static string Text(StringBuilder builder)
    {
        lock (builder)
        {
            return builder.ToString();
        }
    }
}
