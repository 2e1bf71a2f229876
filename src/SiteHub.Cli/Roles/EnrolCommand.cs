using System.CommandLine;
using SiteHub.Cli.Data;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Sending;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Roles;

/// <summary><c>sitehub site enrol</c>: on the site's machine, with the code that an operator of the hub gave.</summary>
internal static class EnrolCommand
{
    public static Command Create(Screen screen)
    {
        var hub = new Option<string>("--hub") { Description = "The hub's address.", Required = true, HelpName = "URL" };
        var code = new Option<string>("--code") { Description = "What `sitehub sites code SLUG` gave: good once, for an hour.", Required = true };
        var site = new Option<string?>("--site") { Description = "Which site of the configuration; needed if there are several.", HelpName = "SLUG" };
        var command = new Command("enrol", "Makes hub and site trust each other.") { hub, code, site, CommonOptions.Sites, CommonOptions.Data };
        command.SetAction((parsed, cancellationToken) =>
            Guarded.Run(screen, () => Run(parsed, screen, parsed.GetValue(hub)!, parsed.GetValue(code)!, parsed.GetValue(site), cancellationToken)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, Screen screen, string hub, string code, string? slug, CancellationToken cancellationToken)
    {
        // Everything that can be wrong here is looked at before the code is used.
        if (!Uri.TryCreate(hub, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new StopException(ExitCode.Configuration, $"--hub is \"{hub}\"; expected an address such as https://hub.northwind.example");
        }

        if (url.Scheme == Uri.UriSchemeHttp && !url.IsOfThisMachine)
        {
            screen.Warn($"{url} is not https: whoever listens in between reads the code and the link's secret.");
        }

        var path = parsed.SitesFile();
        var slugs = SiteSlugs.Of(path);
        slug ??= slugs.Count == 1 ? slugs[0] : throw new StopException(ExitCode.Configuration, $"{path} has {slugs.Count} sites: say which with --site.", $"It has {string.Join(", ", slugs)}.");
        var file = SitesFileReader.Read(path, SitesScope.Site(slug));
        if (file.Hub!.Url != url)
        {
            throw new StopException(ExitCode.Configuration, $"{path} says that the hub is {file.Hub.Url}, and --hub says {url}.", "One of them is wrong; the site will look for the hub where the file says.");
        }

        var site = file.Sites[0];
        if (site.Link is not null)
        {
            throw new StopException(ExitCode.Configuration, $"Site {slug} has its secrets in {path}.", "Take its \"link\" out of the file, at the hub as well, to enrol it instead.");
        }

        var data = parsed.DataFolder();
        var reached = await SiteEnroller.Run(url, slug, code, data.Of(slug), data.MasterKeyOf(slug, site.Url, site.MasterKey), screen.Say, cancellationToken);
        screen.Good($"Site {slug} is enrolled.");
        if (reached)
        {
            screen.Say("It runs already: restart it, for it reads its enrolment when it starts.");
        }
        else
        {
            screen.Say($"The hub did not reach it at {site.Url} just now. Start it with `sitehub site {slug}`; if it runs, check that the hub's machine reaches that address.");
        }

        return ExitCode.Ok;
    }
}
