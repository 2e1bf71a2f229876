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
    private readonly List<string> _recent = [];

    /// <summary>Runs until it is asked to stop.</summary>
    /// <exception cref="StopException">A role keeps ending.</exception>
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

        foreach (var ended in processes.Running.Where(p => p.Ended.IsCompleted).ToList())
        {
            // Ctrl-C in a terminal reaches the roles as well, and they may have ended before it is heard here.
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            var code = await ended.Ended;
            if (!_restarts.May(ended.Role.Name))
            {
                throw Obituary.Of(ended, code);
            }

            tell(Obituary.Headline(ended, code) + " It is started again.");
            foreach (var line in Obituary.Lines(ended, most: 3))
            {
                tell(line);
            }

            processes.Start(ended.Role);
        }
    }
}
