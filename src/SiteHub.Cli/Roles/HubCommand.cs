using System.CommandLine;
using SiteHub.Cli.Data;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Sending;
using SiteHub.Hub;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Roles;

internal static class HubCommand
{
    public static Command Create(Screen screen)
    {
        var command = new Command("hub", "Runs the hub alone.") { CommonOptions.Sites, CommonOptions.Data };
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, () => Run(parsed, screen, cancellationToken)));
        return command;
    }

    private static Task<int> Run(ParseResult parsed, Screen screen, CancellationToken cancellationToken)
    {
        var path = parsed.SitesFile();
        var file = SitesFileReader.Read(path, SitesScope.Hub);
        var hub = file.Hub!;
        var data = parsed.DataFolder();
        var role = new Role("hub", "the hub", hub.Url, hub.Listen, data.Of("hub"), path);
        var options = new HubOptions(hub, file.Sites, role.Folder, data.MasterKeyOf("hub", hub.Url, hub.MasterKey), Supervision.IsOn)
        {
            People = Supervision.IsOn && hub.Url.IsOfThisMachine ? data.People.Seeds() : [],
            Customers = Supervision.IsOn && hub.Url.IsOfThisMachine ? SamplePeople.Customers : [],
        };
        return role.Run(more => HubApplication.Build(options, more), screen, cancellationToken);
    }
}
