using System.CommandLine;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Webhooks;

internal static class WebhooksCommand
{
    private const string Path = "/api/v1/webhooks";

    public static Command Create(Screen screen) => new("webhooks", "Webhooks of the hub, or of a site: see them, change them, try them.")
    {
        List(screen),
        Show(screen),
        Put(screen, "add", "Makes one. Its signing secret, where one is made, is shown this once."),
        Put(screen, "change", "Replaces one by what the file says; it is known by its name."),
        Switch(screen, "enable", "Lets one send, also if the system held it."),
        Switch(screen, "disable", "Stops one; what waits stays."),
        Switch(screen, "rotate-secret", "Replaces the signing secret; the old one signs on for 24 h."),
        Remove(screen),
        PreviewCommand.Create(screen),
        TestCommand.Create(screen),
        ImportCommand.Create(screen),
        ExportCommand.Create(screen),
    };

    private static Command List(Screen screen) => new Command("list", "Lists them, and how each fares.").Asks(screen, async (parsed, api, cancellationToken) =>
    {
        using var answer = await api.Ask<JsonDocument>(HttpMethod.Get, Path, RoleApi.Read, "its webhooks", cancellationToken);
        var webhooks = answer!.RootElement.GetProperty("webhooks");
        if (parsed.GetValue(RoleOptions.Json))
        {
            await RoleOptions.WriteJson(webhooks);
            return ExitCode.Ok;
        }

        if (webhooks.GetArrayLength() == 0)
        {
            screen.Say($"{api.Name} has no webhooks. Make one with `sitehub webhooks add FILE`.");
            return ExitCode.Ok;
        }

        screen.Output.Write(WebhooksTable.Of(webhooks, screen));
        return ExitCode.Ok;
    });

    private static Command Show(Screen screen)
    {
        var name = Name();
        return new Command("show", "Shows one, by name or id.") { name }.Asks(screen, async (parsed, api, cancellationToken) =>
        {
            using var answer = await api.Ask<JsonDocument>(HttpMethod.Get, At(parsed.GetValue(name)!), RoleApi.Read, "this webhook", cancellationToken);
            await RoleOptions.WriteJson(answer!.RootElement);
            return ExitCode.Ok;
        });
    }

    private static Command Put(Screen screen, string verb, string description)
    {
        var file = new Argument<string>("file") { Description = "The webhook as JSON; - for standard input." };
        return new Command(verb, description) { file }.Asks(screen, async (parsed, api, cancellationToken) =>
        {
            var webhook = await GivenFile.Json(parsed.GetValue(file)!, cancellationToken);
            var name = webhook.ValueKind == JsonValueKind.Object && webhook.TryGetProperty("name", out var given) ? given.ToString() : "";
            using var answer = verb == "add"
                ? await api.Ask<JsonDocument>(HttpMethod.Post, Path, RoleApi.Admin, "this webhook", cancellationToken, webhook)
                : await api.Ask<JsonDocument>(HttpMethod.Put, At(name), RoleApi.Admin, "this webhook", cancellationToken, webhook);
            return await Told(parsed, screen, answer!.RootElement);
        });
    }

    private static Command Switch(Screen screen, string verb, string description)
    {
        var name = Name();
        return new Command(verb, description) { name }.Asks(screen, async (parsed, api, cancellationToken) =>
        {
            using var answer = await api.Ask<JsonDocument>(HttpMethod.Post, $"{At(parsed.GetValue(name)!)}/{verb}", RoleApi.Admin, "this", cancellationToken);
            return await Told(parsed, screen, answer!.RootElement);
        });
    }

    private static Command Remove(Screen screen)
    {
        var name = Name();
        return new Command("remove", "Removes one, and its deliveries.") { name }.Asks(screen, async (parsed, api, cancellationToken) =>
        {
            await api.Ask<JsonDocument>(HttpMethod.Delete, At(parsed.GetValue(name)!), RoleApi.Admin, "this", cancellationToken);
            if (!parsed.GetValue(RoleOptions.Json))
            {
                screen.Good($"{parsed.GetValue(name)} is removed.");
            }

            return ExitCode.Ok;
        });
    }

    private static async Task<int> Told(ParseResult parsed, Screen screen, JsonElement webhook)
    {
        if (parsed.GetValue(RoleOptions.Json))
        {
            await RoleOptions.WriteJson(webhook);
            return ExitCode.Ok;
        }

        screen.Good($"{webhook.GetProperty("name").GetString()} is {webhook.GetProperty("status").GetProperty("state").GetString()}.");
        if (webhook.TryGetProperty("signingSecret", out var secret))
        {
            screen.Say($"Its signing secret, which the receiver needs and which is not shown again: {secret.GetString()}");
        }

        return ExitCode.Ok;
    }

    internal static Argument<string> Name() => new("name") { Description = "The webhook's name or id." };

    internal static string At(string name) => $"{Path}/{Uri.EscapeDataString(name)}";
}
