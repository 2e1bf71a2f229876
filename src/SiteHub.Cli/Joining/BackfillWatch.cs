using Microsoft.AspNetCore.Builder;
using SiteHub.Agent.Sources.Frappe.Joining;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Joining;

/// <summary>Shows how far the first mirror is, until it is done or nothing of it goes on.</summary>
internal sealed class BackfillWatch(Screen screen)
{
    private const int Still = 5;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    public async Task Run(WebApplication agent, CancellationToken cancellationToken)
    {
        var shown = new Dictionary<string, Backfilled>(StringComparer.Ordinal);
        for (var still = 0; still < Still;)
        {
            var all = SiteJoining.Backfill(agent.Services);
            var changed = all.Where(one => shown.GetValueOrDefault(one.DocType) != one).ToList();
            foreach (var one in changed.Where(static one => one.IsDone || one.Mirrored > 0 || one.Fault is not null))
            {
                Show(one);
            }

            shown = all.ToDictionary(static one => one.DocType, StringComparer.Ordinal);
            if (all.All(static one => one.IsDone))
            {
                screen.Good($"All of {all.Count} DocTypes are mirrored: {all.Sum(static one => one.Mirrored):N0} documents.");
                return;
            }

            still = changed.Count == 0 && all.All(static one => one.IsDone || one.Fault is not null) ? still + 1 : 0;
            await Task.Delay(Every, cancellationToken);
        }

        screen.Bad("What is not mirrored yet is tried again for as long as the agent runs; `sitehub site doctor` says what keeps it.");
    }

    private void Show(Backfilled one)
    {
        if (one.IsDone)
        {
            screen.Quiet($"  {one.DocType}: {one.Mirrored:N0} documents.");
        }
        else
        {
            screen.Say($"  {one.DocType}: {one.Mirrored:N0}{(one.Total is { } total ? $" of some {total:N0}" : "")}{(one.Fault is { } fault ? $"; {fault}" : "")}");
        }
    }
}
