using System.CommandLine;
using SiteHub.Agent;
using SiteHub.Cli.Data;
using SiteHub.Cli.Joining;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Roles;

internal static class SiteCommand
{
    public static Command Create(Screen screen)
    {
        var slug = new Argument<string>("slug") { Description = "Which site of the configuration." };
        var command = new Command("site", "Runs one site alone.") { slug, CommonOptions.Sites, CommonOptions.Data, EnrolCommand.Create(screen), ConnectCommand.Create(screen), DoctorCommand.Create(screen), DisconnectCommand.Create(screen) };
        command.SetAction((parsed, cancellationToken) =>
            Guarded.Run(screen, () => Run(parsed.GetValue(slug)!, parsed, screen, cancellationToken)));
        return command;
    }

    private static Task<int> Run(string slug, ParseResult parsed, Screen screen, CancellationToken cancellationToken)
    {
        var path = parsed.SitesFile();
        var file = SitesFileReader.Read(path, SitesScope.Site(slug));
        var data = parsed.DataFolder();
        var site = file.Sites[0];
        var role = new Role(slug, $"site {slug}", site.Url, site.Listen, data.Of(slug), path);
        var masterKey = data.MasterKeyOf(slug, site.Url, site.MasterKey);
        var enrolment = site.Link is null ? EnrolmentFile.Load(slug, role.Folder, masterKey) ?? throw NotEnrolled(slug, file.Hub!.Url) : null;
        var options = new SiteOptions(file.Hub!.Url, site, role.Folder, masterKey, Supervision.IsOn) { Enrolment = enrolment };
        return role.Run(more => SiteApplication.Build(options, more), screen, cancellationToken);
    }

    private static StopException NotEnrolled(string slug, Uri hub) => new(
        ExitCode.Configuration,
        $"Site {slug} is not enrolled: hub and site do not know how to trust each other.",
        $"An operator of the hub gets a code: sitehub sites code {slug}",
        $"Then, here: sitehub site enrol --hub {hub} --code CODE",
        "On one machine `sitehub up` does both. Or give both the same in the configuration: \"link\": { \"secret\": …, \"clientSecret\": … }.");
}
