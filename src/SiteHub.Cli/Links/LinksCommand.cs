using System.CommandLine;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Data;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Links;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Links;

internal static class LinksCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Screen screen)
    {
        var json = new Option<bool>("--json") { Description = "As JSON, for programs." };
        var command = new Command("links", "Prints where every link stands: checkpoints, and what has not arrived yet.") { CommonOptions.Sites, json };
        command.SetAction((parsed, cancellationToken) =>
            Guarded.Run(screen, () => Run(parsed, parsed.GetValue(json), screen, cancellationToken)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, bool asJson, Screen screen, CancellationToken cancellationToken)
    {
        var file = SitesFileReader.Read(parsed.SitesFile(), SitesScope.Clients);
        using var hub = RoleApi.Of(file.Hub!);
        var links = await hub.Ask<List<LinkStatus>>(HttpMethod.Get, "/api/v1/links", RoleApi.Read, "the list of links", cancellationToken) ?? [];
        if (asJson)
        {
            // Past the console's markup and width: a program reads this.
            Screen.Body(JsonSerializer.Serialize(links, Indented));
            return ExitCode.Ok;
        }

        if (links.Count == 0)
        {
            screen.Say($"{file.Hub!.Url} has no links: its configuration has no sites.");
            return ExitCode.Ok;
        }

        screen.Output.Write(LinksTable.Of(links, screen));
        foreach (var link in links.Where(l => l.Reason is not null))
        {
            screen.Say($"{link.Link}: {link.Reason}");
        }

        return ExitCode.Ok;
    }
}
