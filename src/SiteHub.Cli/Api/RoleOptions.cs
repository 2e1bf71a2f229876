using System.CommandLine;
using System.Text.Json;
using SiteHub.Cli.Data;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Api;

/// <summary>The options of commands that ask a role which runs.</summary>
internal static class RoleOptions
{
    public static Option<string?> Site { get; } = new("--site") { Description = "Ask this site. Without it: the hub.", HelpName = "SLUG" };

    public static Option<bool> Json { get; } = new("--json") { Description = "As JSON, for programs." };

    public static Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Do not ask." };

    /// <summary>A command with the options, whose action gets the role.</summary>
    public static Command Asks(this Command command, Screen screen, Func<ParseResult, RoleApi, CancellationToken, Task<int>> action)
    {
        command.Options.Add(CommonOptions.Sites);
        command.Options.Add(Site);
        command.Options.Add(Json);
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, async () =>
        {
            using var api = Open(parsed);
            return await action(parsed, api, cancellationToken);
        }));
        return command;
    }

    /// <summary>Past the console's markup and width: a program reads this.</summary>
    public static Task WriteJson(JsonElement json)
    {
        Screen.Body(json.GetRawText());
        return Task.CompletedTask;
    }

    private static RoleApi Open(ParseResult parsed)
    {
        var path = parsed.SitesFile();
        return parsed.GetValue(Site) is { } slug
            ? RoleApi.Of(SitesFileReader.Read(path, SitesScope.Site(slug)).Sites.Single())
            : RoleApi.Of(SitesFileReader.Read(path, SitesScope.Clients).Hub!);
    }
}
