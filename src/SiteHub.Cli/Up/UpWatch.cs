using System.ComponentModel;
using System.Diagnostics;
using SiteHub.Cli.Roles;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Up;

/// <summary>While everything runs: shows how it does, and starts again what ended by itself.</summary>
internal sealed class UpWatch(IReadOnlyList<Role> roles, RoleProcesses processes, Screen screen)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Restarts _restarts = new(TimeProvider.System);
    private readonly Dictionary<Role, long> _startAt = [];
    private readonly List<string> _recent = [];

    /// <summary>Runs until it is asked to stop.</summary>
    public Task Run(CancellationToken cancellationToken) => screen.IsTerminal ? Moving(cancellationToken) : Plain(cancellationToken);

    private Task Moving(CancellationToken cancellationToken)
    {
        var view = new CountsView(roles, processes, screen);
        return screen.Output.Live(view.Now(_recent)).AutoClear(false).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Look);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await LookAround(line => _recent.Add(line), cancellationToken);
                _recent.RemoveRange(0, Math.Max(0, _recent.Count - CountsView.LinesShown));
                live.UpdateTarget(view.Now(_recent));
            }
        });
    }

    private async Task Plain(CancellationToken cancellationToken)
    {
        var lines = new CountsLine(roles, processes);
        using var timer = new PeriodicTimer(Look);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await LookAround(screen.Warn, cancellationToken);
            if (lines.IfDue(Stopwatch.GetTimestamp()) is { } line)
            {
                screen.Say(line);
            }
        }
    }

    private async Task LookAround(Action<string> tell, CancellationToken cancellationToken)
    {
        while (processes.Told.TryRead(out var told))
        {
            tell($"{told.Role}: {told.Text}");
        }

        foreach (var ended in processes.Running.Where(p => p.Ended.IsCompleted && !_startAt.ContainsKey(p.Role)).ToList())
        {
            // Ctrl-C in a terminal reaches the roles as well, and they may have ended before it is heard here.
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            Bury(ended, await ended.Ended, tell);
        }

        foreach (var role in _startAt.Where(static waiting => waiting.Value <= Stopwatch.GetTimestamp()).Select(static waiting => waiting.Key).ToList())
        {
            _startAt.Remove(role);
            StartAgain(role, tell);
        }
    }

    private void Bury(RoleProcess ended, int code, Action<string> tell)
    {
        var pause = Wait(ended.Role);
        tell(Obituary.Headline(ended, code) + (pause == TimeSpan.Zero ? " It is started again." : $" It is started again in {pause.TotalSeconds:0} s; the others go on."));
        foreach (var line in Obituary.Lines(ended, most: 3))
        {
            tell(line);
        }
    }

    private void StartAgain(Role role, Action<string> tell)
    {
        try
        {
            processes.Start(role);
        }
        catch (Exception e) when (e is IOException or Win32Exception or InvalidOperationException)
        {
            tell($"{role.Called} cannot be started ({e.Message}). It is tried again in {Wait(role).TotalSeconds:0} s.");
        }
    }

    private TimeSpan Wait(Role role)
    {
        var pause = _restarts.Pause(role.Name);
        _startAt[role] = Stopwatch.GetTimestamp() + (long)(pause.TotalSeconds * Stopwatch.Frequency);
        return pause;
    }
}
