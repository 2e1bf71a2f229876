using System.CommandLine;
using System.Text.Json;
using SiteHub.Agent;
using SiteHub.Agent.Sources.Frappe.Joining;
using SiteHub.Cli.Api;
using SiteHub.Cli.Data;
using SiteHub.Cli.Roles;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Joining;

/// <summary><c>sitehub site doctor</c>: whether a Frappe site is still as it was when it joined; with <c>--repair</c>, makes it so.</summary>
internal static class DoctorCommand
{
    public static Command Create(Screen screen)
    {
        var repair = new Option<bool>("--repair") { Description = "Make or mend at the Frappe site what is not as it should be." };
        var command = new Command("doctor", "Looks at a Frappe site that has joined: rights, clock, webhooks, fields, the way back, and what somebody changed since.") { JoinOptions.Site, repair, RoleOptions.Json, CommonOptions.Sites, CommonOptions.Data };
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, () => Run(parsed, screen, parsed.GetValue(repair), cancellationToken)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, Screen screen, bool repair, CancellationToken cancellationToken)
    {
        var (_, file, site) = JoinOptions.Read(parsed);
        var data = parsed.DataFolder();
        var folder = data.Of(site.Slug);
        using var joining = SiteJoining.Open(new SiteOptions(file.Hub!.Url, site, folder, data.MasterKeyOf(site.Slug, site.Url, site.MasterKey), Development: false));
        var found = await joining.Examine(FolderLock.IsHeld(folder), repair, cancellationToken);
        if (parsed.GetValue(RoleOptions.Json))
        {
            Screen.Body(JsonSerializer.Serialize(found.Select(static note => new { kind = note.Kind.ToString().ToLowerInvariant(), code = note.Code, text = note.Text, mend = note.Advice })));
        }
        else
        {
            screen.Say($"Site {site.Slug}, at {site.Source!.Frappe!.Url}:");
            new NotesScreen(screen).Show(found);
        }

        return found.Any(static note => note.IsWrong) ? ExitCode.Failed : ExitCode.Ok;
    }
}
