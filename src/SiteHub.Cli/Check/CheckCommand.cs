using System.CommandLine;
using SiteHub.Cli.Api;
using SiteHub.Cli.Data;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Safety;

namespace SiteHub.Cli.Check;

/// <summary><c>sitehub check</c>: what is unsafe in this installation, asked of every role of the file.</summary>
internal static class CheckCommand
{
    public static Command Create(Screen screen)
    {
        var site = new Option<string?>("--site") { Description = "Ask this site alone. Without it: the hub and every site of the configuration that it has the entry of.", HelpName = "SLUG" };
        var command = new Command("check", "Says what is unsafe in this installation, and what to do about it.") { site, CommonOptions.Sites };
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, () => Run(parsed, parsed.GetValue(site), screen, cancellationToken)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, string? only, Screen screen, CancellationToken cancellationToken)
    {
        var path = parsed.SitesFile();
        var (found, silent) = (0, 0);
        foreach (var open in only is null ? [() => RoleApi.Of(SitesFileReader.Read(path, SitesScope.Clients).Hub!), .. SiteSlugs.Of(path).Select(slug => Site(path, slug))] : new[] { Site(path, only) })
        {
            try
            {
                using var role = open();
                var answer = await role.Ask<SafetyAnswer>(HttpMethod.Get, "/api/v1/safety", RoleApi.Admin, "its checks", cancellationToken);
                found += Tell(screen, role.Name, answer!.Findings);
            }
            catch (StopException e) when (e.ExitCode == ExitCode.NoAnswer && only is null)
            {
                // The others can be asked nevertheless.
                screen.Wrong(e.Message, e.More);
                silent++;
            }
        }

        return silent > 0 ? ExitCode.NoAnswer : found > 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    private static Func<RoleApi> Site(string path, string slug) => () => RoleApi.Of(SitesFileReader.Read(path, SitesScope.Site(slug)).Sites.Single());

    private static int Tell(Screen screen, string role, IReadOnlyList<FindingView> findings)
    {
        if (findings.Count == 0)
        {
            screen.Good($"{role}: nothing unsafe was found.");
            return 0;
        }

        screen.Wrong($"{role}: {(findings.Count == 1 ? "one thing is" : $"{findings.Count} things are")} unsafe.", findings.SelectMany(static finding => new[] { finding.What + ".", "  " + finding.Mend + "." }));
        return findings.Count;
    }
}
