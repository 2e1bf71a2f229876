using System.Text.Json;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Webhooks;

internal static class WebhooksTable
{
    public static Table Of(JsonElement webhooks, Screen screen)
    {
        var table = screen.Table("Name", "State", "Events", "Of", "Waiting", "Dead", "Delivered", "Origin", "Url");
        foreach (var webhook in webhooks.EnumerateArray())
        {
            var status = webhook.GetProperty("status");
            table.AddRow(
                new Text(webhook.GetProperty("name").GetString()!),
                State(status),
                new Text(Joined(webhook, "events")),
                new Text(Joined(webhook, "docTypes")),
                new Text(status.GetProperty("waiting").ToString()).RightJustified(),
                new Text(status.GetProperty("dead").ToString()).RightJustified(),
                new Text(status.GetProperty("delivered").ToString()).RightJustified(),
                new Text(webhook.TryGetProperty("origin", out var origin) ? origin.ToString() : ""),
                new Text(webhook.GetProperty("url").GetString()!));
        }

        return table;
    }

    private static Text State(JsonElement status)
    {
        var state = status.GetProperty("state").GetString()!;
        return status.GetProperty("failures").GetInt64() > 0 && state == "enabled"
            ? new Text("failing", new Style(Color.Yellow))
            : new Text(state, new Style(state == "enabled" ? Color.Green : state == "disabled" ? Color.Grey : Color.Red));
    }

    private static string Joined(JsonElement webhook, string member) =>
        webhook.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array ? string.Join(", ", list.EnumerateArray().Select(static item => item.ToString())) : "";
}
