using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using SiteHub.Cli.Roles;

namespace SiteHub.Cli.Up;

/// <summary>One role as a child process: its output goes to a file in its data folder, the last lines are kept for whoever asks why it ended.</summary>
internal sealed class RoleProcess : IDisposable
{
    private const int LinesKept = 20;

    private readonly Process _process;
    private readonly OutputFile _file;
    private readonly Queue<string> _last = new();
    private readonly Queue<string> _words = new();
    private readonly ChannelWriter<RoleLine> _told;
    private readonly Lock _lock = new();

    private RoleProcess(Role role, Process process, OutputFile file, ChannelWriter<RoleLine> told)
    {
        (Role, _process, _file, _told) = (role, process, file, told);
        Ended = Follow();
    }

    public Role Role { get; }

    public int Id => _process.Id;

    /// <summary>The latest that it told of itself.</summary>
    public RoleReport? Report { get; private set; }

    /// <summary>Its exit code, once it has ended and all its output is read.</summary>
    public Task<int> Ended { get; }

    public IReadOnlyList<string> LastLines => Kept(_last);

    /// <summary>The last lines of its standard error: why it ended in its own words, which the log on standard output would bury.</summary>
    public IReadOnlyList<string> LastWords => Kept(_words);

    public static string LogOf(Role role) => Path.Combine(role.Folder, "output.log");

    /// <param name="told">Gets what people should see at once: warnings and errors.</param>
    public static RoleProcess Start(Role role, string sitesFile, string data, ChannelWriter<RoleLine> told)
    {
        var start = Itself.Start(role.Name == "hub" ? ["hub"] : ["site", role.Name], ["--sites", sitesFile, "--data", data]);
        start.Environment[Supervision.Variable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return new RoleProcess(role, Births.Start(start), new OutputFile(LogOf(role), TimeProvider.System), told);
    }

    /// <summary>It finishes what it has in flight. Were its standard input to end without the word, it would know that nobody is there to wait.</summary>
    public void AskToStop()
    {
        try
        {
            _process.StandardInput.WriteLine(Supervision.Stop);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }
    }

    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _file.Dispose();
    }

    private IReadOnlyList<string> Kept(Queue<string> lines)
    {
        lock (_lock)
        {
            return [.. lines];
        }
    }

    private async Task<int> Follow()
    {
        await Task.WhenAll(Read(_process.StandardOutput, isError: false), Read(_process.StandardError, isError: true));
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private async Task Read(StreamReader from, bool isError)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            if (!isError && RoleReport.Parse(line) is { } report)
            {
                Report = report;
                continue;
            }

            lock (_lock)
            {
                _file.Write(line);
                var kept = isError ? _words : _last;
                kept.Enqueue(line);
                if (kept.Count > LinesKept)
                {
                    kept.Dequeue();
                }
            }

            if (isError || RoleLine.IsTrouble(line))
            {
                _told.TryWrite(new RoleLine(Role.Name, line));
            }
        }
    }
}
