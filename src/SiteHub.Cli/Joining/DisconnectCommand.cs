using System.CommandLine;
using SiteHub.Agent;
using SiteHub.Agent.Sources.Frappe.Joining;
using SiteHub.Cli.Data;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Joining;

/// <summary><c>sitehub site disconnect</c>: takes away from a Frappe site what was made there, and nothing else.</summary>
internal static class DisconnectCommand
{
    public static Command Create(Screen screen)
    {
        var command = new Command("disconnect", "Deletes at a Frappe site what connecting made there, and nothing else.") { JoinOptions.Site, JoinOptions.DryRun, CommonOptions.Sites, CommonOptions.Data };
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, () => Run(parsed, screen, cancellationToken)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, Screen screen, CancellationToken cancellationToken)
    {
        var (path, file, site) = JoinOptions.Read(parsed);
        var data = parsed.DataFolder();
        using var joining = SiteJoining.Open(new SiteOptions(file.Hub!.Url, site, Path.Combine(data.Root, site.Slug), new byte[32], Development: false));
        var notes = new NotesScreen(screen);
        notes.Show(await joining.Leave(parsed.GetValue(JoinOptions.DryRun), cancellationToken));
        if (!parsed.GetValue(JoinOptions.DryRun))
        {
            screen.Say($"Next: stop the agent, take the entry of {site.Slug} out of {path}, and at the hub: sitehub sites revoke {site.Slug}. What the portal has stays until it is removed there.");
        }

        return notes.Wrong > 0 ? ExitCode.Failed : ExitCode.Ok;
    }
}
