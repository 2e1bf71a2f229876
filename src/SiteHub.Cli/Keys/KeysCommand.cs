using System.CommandLine;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Keys;

/// <summary>The keys with which the hub signs.</summary>
internal static class KeysCommand
{
    public static Command Create(Screen screen) => new("keys", "The keys with which the hub signs its tokens.") { List(screen), Rotate(screen) };

    private static Command List(Screen screen) => new Command("list", "Lists them.").Asks(screen, async (parsed, hub, cancellationToken) =>
    {
        using var answer = await hub.Ask<JsonDocument>(HttpMethod.Get, "/api/v1/keys", RoleApi.Admin, "its keys", cancellationToken);
        var keys = answer!.RootElement.GetProperty("keys");
        if (parsed.GetValue(RoleOptions.Json))
        {
            await RoleOptions.WriteJson(keys);
            return ExitCode.Ok;
        }

        var table = screen.Table("Key", "Signs from", "Published until", "Signs now");
        foreach (var key in keys.EnumerateArray())
        {
            table.AddRow(
                Screen.Cell(key.GetProperty("id").GetString()!),
                Screen.Cell(key.GetProperty("activates").ToString()),
                Screen.Cell(key.GetProperty("retires").ValueKind == JsonValueKind.Null ? "-" : key.GetProperty("retires").ToString()),
                Screen.Cell(key.GetProperty("signs").GetBoolean() ? "yes" : ""));
        }

        screen.Output.Write(table);
        return ExitCode.Ok;
    });

    private static Command Rotate(Screen screen) => new Command("rotate", "Makes the next one: published from now on, signing in a day, when every site has seen it.").Asks(screen, async (parsed, hub, cancellationToken) =>
    {
        using var answer = await hub.Ask<JsonDocument>(HttpMethod.Post, "/api/v1/keys/rotate", RoleApi.Admin, "another key", cancellationToken);
        if (parsed.GetValue(RoleOptions.Json))
        {
            await RoleOptions.WriteJson(answer!.RootElement);
        }
        else
        {
            screen.Good($"Key {answer!.RootElement.GetProperty("id").GetString()} is published, and signs from {answer.RootElement.GetProperty("activates")} on.");
        }

        return ExitCode.Ok;
    });
}
