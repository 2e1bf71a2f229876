using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>A process of the system, with what it says. It does not outlive the tests, however these end.</summary>
internal sealed class Spawned : IDisposable
{
    private const int Interrupted = 2;
    private const int Killed = 9;
    private const int Terminated = 15;
    private const int Continued = 18;
    private const int Stopped = 19;
    private const int LinesKept = 5_000;
    private const string Guard = "/usr/bin/setpriv";

    /// <summary>The system ends a guarded process with the *thread* that began it, and those of the pool come and go.</summary>
    private static readonly BlockingCollection<Action> Beginnings = [];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    static Spawned()
    {
        new Thread(() =>
        {
            foreach (var begin in Beginnings.GetConsumingEnumerable())
            {
                begin();
            }
        }) { IsBackground = true, Name = "beginnings of processes" }.Start();
    }

    private Spawned(Process process)
    {
        _process = process;
        Ended = FollowAsync();
    }

    public int Id => _process.Id;

    /// <summary>The exit code, once all that it said is read.</summary>
    public Task<int> Ended { get; }

    public IReadOnlyList<string> Lines => [.. _lines];

    public string Output => string.Join('\n', _lines);

    public static async Task<Spawned> StartAsync(string program, IEnumerable<string> arguments, string folder, params (string Name, string Value)[] environment)
    {
        // A shell that runs the tests in the background has taught them to ignore interrupts, and a child would inherit that.
        IEnumerable<string> guarded = File.Exists(Guard) ? [Guard, "--pdeathsig", "KILL", "env", "--default-signal=INT", program] : [program];
        var command = guarded.Concat(arguments).ToList();
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var begun = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Beginnings.Add(() =>
        {
            try
            {
                begun.SetResult(Process.Start(start)!);
            }
            catch (Exception e)
            {
                begun.SetException(e);
            }
        });
        return new Spawned(await begun.Task);
    }

    /// <summary>As kill -9: nothing is finished, flushed or said.</summary>
    public void Kill() => Signal(Killed);

    public void AskToStop() => Signal(Terminated);

    /// <summary>As Ctrl-C.</summary>
    public void Interrupt() => Signal(Interrupted);

    public void Freeze() => Signal(Stopped);

    public void Thaw() => Signal(Continued);

    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = Send(_process.Id, signal);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);

    private async Task<int> FollowAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept)
            {
                _lines.TryDequeue(out _);
            }
        }
    }
}
