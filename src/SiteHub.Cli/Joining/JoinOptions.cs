using System.CommandLine;
using SiteHub.Cli.Data;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Values;

namespace SiteHub.Cli.Joining;

/// <summary>The options of the commands by which a Frappe site joins, stays and leaves.</summary>
internal static class JoinOptions
{
    public static Option<string?> Site { get; } = new("--site") { Description = "Which site of the configuration; needed if there are several, or none yet.", HelpName = "SLUG" };

    public static Option<bool> DryRun { get; } = new("--dry-run") { Description = "Only say what would be done: nothing is written anywhere." };

    public static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    public static Uri Address(string option, string? given) => WebAddress.Root(given) ?? throw new StopException(
        ExitCode.Configuration, $"{option} is \"{given}\"; expected an address such as https://erp.example, with nothing behind the host.");

    /// <summary>The one of the configuration that is meant, read whole.</summary>
    public static (string Path, SitesFile File, SiteEntry Site) Read(ParseResult parsed)
    {
        var path = parsed.SitesFile();
        var slugs = SiteSlugs.Of(path);
        var slug = parsed.GetValue(Site) ?? (slugs.Count == 1 ? slugs[0] : throw new StopException(ExitCode.Configuration, $"{path} has {slugs.Count} sites: say which with --site.", $"It has {string.Join(", ", slugs)}."));
        var file = SitesFileReader.Read(path, SitesScope.Site(slug));
        return file.Sites[0].Source?.Frappe is null
            ? throw new StopException(ExitCode.Configuration, $"The documents of site {slug} do not live in Frappe.", "This is for sites whose source is of the kind frappe.")
            : (path, file, file.Sites[0]);
    }
}
