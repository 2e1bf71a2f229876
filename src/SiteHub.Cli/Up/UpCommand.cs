using System.CommandLine;
using SiteHub.Cli.Data;
using SiteHub.Cli.Roles;
using SiteHub.Cli.Terminal;
using SiteHub.Cli.Tour;
using SiteHub.Delivery.Sending;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Up;

internal static class UpCommand
{
    public static Command Create(Screen screen)
    {
        var tour = new Option<bool>("--tour") { Description = "Makes sample traffic, with one receiver that fails: something to see and to mend in the console." };
        var command = new Command("up", "Runs the hub and every site of the configuration on this machine, one process each.")
        {
            CommonOptions.Sites, CommonOptions.Data, tour,
        };
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, () => Run(parsed, parsed.GetValue(tour), screen, cancellationToken)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, bool tour, Screen screen, CancellationToken cancellationToken)
    {
        var path = parsed.SitesFile();
        var file = SitesFileReader.Read(path, SitesScope.All);
        var data = parsed.DataFolder();
        var roles = Prepare(file, data, path);
        using var held = FolderLock.Take(data.Root, "`sitehub up`");
        using var stop = new StopSignal(cancellationToken);
        await Remnants.Wait(roles, screen, stop.Asked);
        if (roles.Where(r => Ports.IsTaken(r.Listen)).ToList() is { Count: > 0 } taken)
        {
            throw Ports.Taken(taken);
        }

        screen.Quiet($"{path}, data in {data.Root}");
        await using var children = new RoleProcesses(path, data.Root);
        var code = await new UpSession(roles, children, new UpEnrolment(file, data, screen), file.Hub!.Url.IsOfThisMachine ? data.People : null, tour ? new TourTraffic(file, screen) : null, screen).Run(stop);
        return code;
    }

    /// <summary>Makes every key that is missing before any role starts.</summary>
    private static List<Role> Prepare(SitesFile file, DataFolder data, string path)
    {
        var hub = file.Hub!;
        if (hub.Url.IsOfThisMachine)
        {
            data.People.Passwords();
        }

        data.MasterKeyOf("hub", hub.Url, hub.MasterKey);
        foreach (var site in file.Sites)
        {
            data.MasterKeyOf(site.Slug, site.Url, site.MasterKey);
        }

        return
        [
            new Role("hub", "the hub", hub.Url, hub.Listen, data.Of("hub"), path),
            .. file.Sites.Select(s => new Role(s.Slug, $"site {s.Slug}", s.Url, s.Listen, data.Of(s.Slug), path)),
        ];
    }
}
