using System.Text.Json;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Webhooks;

internal static class WebhooksTable
{
    public static Table Of(JsonElement webhooks, Screen screen)
    {
        var table = screen.Table("Name", "State", "Events", "Of", "Pending", "Waiting", "Dead", "Delivered", "Origin", "Url");
        foreach (var webhook in webhooks.EnumerateArray())
        {
            var status = webhook.GetProperty("status");
            table.AddRow(
                Screen.Cell(webhook.GetProperty("name").GetString()!),
                State(status),
                Screen.Cell(Joined(webhook, "events")),
                Screen.Cell(Joined(webhook, "docTypes")),
                Screen.Cell(status.GetProperty("pending").ToString()).RightJustified(),
                Screen.Cell(status.GetProperty("waiting").ToString()).RightJustified(),
                Screen.Cell(status.GetProperty("dead").ToString()).RightJustified(),
                Screen.Cell(status.GetProperty("delivered").ToString()).RightJustified(),
                Screen.Cell(webhook.TryGetProperty("origin", out var origin) ? origin.ToString() : ""),
                Screen.Cell(webhook.GetProperty("url").GetString()!));
        }

        return table;
    }

    private static Text State(JsonElement status)
    {
        var state = status.GetProperty("state").GetString()!;
        return status.GetProperty("failures").GetInt64() > 0 && state == "enabled"
            ? Screen.Cell("failing", new Style(Color.Yellow))
            : Screen.Cell(state, new Style(state == "enabled" ? Color.Green : state == "disabled" ? Color.Grey : Color.Red));
    }

    private static string Joined(JsonElement webhook, string member) =>
        webhook.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array ? string.Join(", ", list.EnumerateArray().Select(static item => item.ToString())) : "";
}
