using System.CommandLine;
using SiteHub.Agent;
using SiteHub.Cli.Data;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Roles;

internal static class SiteCommand
{
    public static Command Create(Screen screen)
    {
        var slug = new Argument<string>("slug") { Description = "Which site of the configuration." };
        var command = new Command("site", "Runs one site alone.") { slug, CommonOptions.Sites, CommonOptions.Data };
        command.SetAction((parsed, cancellationToken) =>
            Guarded.Run(screen, () => Run(parsed.GetValue(slug)!, parsed, screen, cancellationToken)));
        return command;
    }

    private static Task<int> Run(string slug, ParseResult parsed, Screen screen, CancellationToken cancellationToken)
    {
        var path = parsed.SitesFile();
        var file = SitesFileReader.Read(path, SitesScope.Site(slug));
        var data = parsed.DataFolder();
        var site = data.Links.With(file.Sites[0]);
        var role = new Role(slug, $"site {slug}", site.Url, site.Listen, data.Of(slug), path);
        var options = new SiteOptions(file.Hub!.Url, site, role.Folder, data.MasterKeyOf(slug, site.Url, site.MasterKey), Supervision.IsOn);
        return role.Run(() => SiteApplication.Build(options), screen, cancellationToken);
    }
}
