using System.CommandLine;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Sites;

/// <summary>The hub's sites, for its operators.</summary>
internal static class SitesCommand
{
    public static Command Create(Screen screen) => new("sites", "The sites that the hub knows: make, enrol, renew, revoke, remove.")
    {
        List(screen), Add(screen), Order(screen, "code", "Gives a code by which a site enrols: once, within an hour. An earlier one is worth nothing from then on.", ShowCode),
        Order(screen, "rotate", "Has a site renew its key and the link's secret; the old ones are taken for another day.", static (s, slug, _) => s.Good($"Site {slug} is told over its link.")),
        Order(screen, "revoke", "Ends the trust in a site at once, and tells it.", ShowRevoked), Remove(screen),
    };

    private static Command List(Screen screen) => new Command("list", "Lists them.").Asks(screen, async (parsed, hub, cancellationToken) =>
    {
        using var answer = await hub.Ask<JsonDocument>(HttpMethod.Get, "/api/v1/sites", RoleApi.Read, "its sites", cancellationToken);
        var sites = answer!.RootElement.GetProperty("sites");
        if (parsed.GetValue(RoleOptions.Json))
        {
            await RoleOptions.WriteJson(sites);
            return ExitCode.Ok;
        }

        var table = screen.Table("Slug", "Name", "Url", "Documents", "Trusted", "Renewed");
        foreach (var site in sites.EnumerateArray())
        {
            table.AddRow(
                Screen.Cell(site.GetProperty("slug").GetString()!),
                Screen.Cell(site.GetProperty("name").GetString()!),
                Screen.Cell(site.GetProperty("url").GetString()!),
                Screen.Cell(site.GetProperty("documents").ToString()).RightJustified(),
                Trust(site),
                Screen.Cell(Time(site, "rotated") ?? Time(site, "enrolled") ?? "-"));
        }

        screen.Output.Write(table);
        return ExitCode.Ok;
    });

    private static Command Add(Screen screen)
    {
        var slug = new Argument<string>("slug");
        var url = new Argument<string>("url") { Description = "How the hub and browsers reach it." };
        var name = new Option<string?>("--name") { Description = "What people call it." };
        return new Command("add", "Makes a site known, and gives the code by which it enrols.") { slug, url, name }.Asks(screen, async (parsed, hub, cancellationToken) =>
        {
            using var answer = await hub.Ask<JsonDocument>(
                HttpMethod.Post, "/api/v1/sites", RoleApi.Admin, "this site", cancellationToken, new { slug = parsed.GetValue(slug), url = parsed.GetValue(url), name = parsed.GetValue(name) });
            return await Told(parsed, screen, parsed.GetValue(slug)!, answer, ShowCode);
        });
    }

    private static Command Order(Screen screen, string verb, string description, Action<Screen, string, JsonElement> show)
    {
        var slug = new Argument<string>("slug");
        return new Command(verb, description) { slug }.Asks(screen, async (parsed, hub, cancellationToken) =>
        {
            var site = parsed.GetValue(slug)!;
            using var answer = await hub.Ask<JsonDocument>(HttpMethod.Post, $"/api/v1/sites/{Uri.EscapeDataString(site)}/{verb}", RoleApi.Admin, "this", cancellationToken);
            return await Told(parsed, screen, site, answer, show);
        });
    }

    private static Command Remove(Screen screen)
    {
        var slug = new Argument<string>("slug");
        return new Command("remove", "Removes a site with everything that the hub has of it.") { slug, RoleOptions.Yes }.Asks(screen, async (parsed, hub, cancellationToken) =>
        {
            var site = parsed.GetValue(slug)!;
            if (!parsed.GetValue(RoleOptions.Yes) && !screen.Agrees($"Remove site {site}, and with it all that the hub has of it: documents, requests, messages, deliveries? It cannot be taken back.", "nothing was removed"))
            {
                return ExitCode.Failed;
            }

            using var answer = await hub.Ask<JsonDocument>(HttpMethod.Delete, $"/api/v1/sites/{Uri.EscapeDataString(site)}", RoleApi.Admin, "this site", cancellationToken);
            return await Told(parsed, screen, site, answer, static (s, removed, _) => s.Good($"Site {removed} is removed."));
        });
    }

    private static async Task<int> Told(ParseResult parsed, Screen screen, string site, JsonDocument? answer, Action<Screen, string, JsonElement> show)
    {
        if (!parsed.GetValue(RoleOptions.Json))
        {
            show(screen, site, answer?.RootElement ?? default);
        }
        else if (answer is not null)
        {
            await RoleOptions.WriteJson(answer.RootElement);
        }

        return ExitCode.Ok;
    }

    private static void ShowCode(Screen screen, string site, JsonElement answer)
    {
        screen.Good(answer.GetProperty("code").GetString()!);
        screen.Say($"Good once, for an hour. On the machine of site {site}: sitehub site enrol --hub URL --code {answer.GetProperty("code").GetString()}");
    }

    private static void ShowRevoked(Screen screen, string site, JsonElement answer)
    {
        screen.Good($"Site {site} is revoked.");
        screen.Say(answer.GetProperty("told").GetBoolean() ? "It was told, and has stopped." : "It was not reached. The hub takes nothing from it any more, and what the hub gave it ends within five minutes.");
    }

    private static Text Trust(JsonElement site) =>
        Time(site, "revoked") is { } revoked ? Screen.Cell($"revoked {revoked}", new Style(Color.Red))
        : Time(site, "enrolled") is { } enrolled ? Screen.Cell($"enrolled {enrolled}", new Style(Color.Green))
        : Screen.Cell("by the configuration, or not yet");

    private static string? Time(JsonElement site, string member) =>
        site.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetDateTimeOffset().ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture) : null;
}
