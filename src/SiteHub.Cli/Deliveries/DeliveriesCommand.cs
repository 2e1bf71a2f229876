using System.CommandLine;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Deliveries;

internal static class DeliveriesCommand
{
    private static readonly string[] Columns = ["id", "webhook", "document", "at", "state", "attempts", "status", "nextAt", "reason"];

    public static Command Create(Screen screen) => new("deliveries", "What webhooks sent and will send, at the hub or at a site.") { List(screen), Show(screen), Retry(screen), ReplayCommand.Create(screen) };

    private static Command List(Screen screen)
    {
        var filter = new DeliveryFilterOptions();
        var limit = new Option<int>("--limit") { Description = "How many.", DefaultValueFactory = static _ => 50 };
        var command = new Command("list", "Lists them, newest first.") { limit };
        filter.AddTo(command);
        return command.Asks(screen, async (parsed, api, cancellationToken) =>
        {
            var query = filter.Of(parsed).Select(static f => $"{f.Key}={Uri.EscapeDataString(f.Value)}").Append($"limit={parsed.GetValue(limit)}");
            using var answer = await api.Ask<JsonDocument>(HttpMethod.Get, "/api/v1/deliveries?" + string.Join('&', query), RoleApi.Read, "its deliveries", cancellationToken);
            var deliveries = answer!.RootElement.GetProperty("deliveries");
            if (parsed.GetValue(RoleOptions.Json))
            {
                await RoleOptions.WriteJson(answer.RootElement);
                return ExitCode.Ok;
            }

            var table = screen.Table("Id", "Webhook", "Document", "At", "State", "Attempts", "Status", "Next", "Reason");
            foreach (var delivery in deliveries.EnumerateArray())
            {
                table.AddRow([.. Columns.Select(member => Screen.Cell(Shown(delivery, member)))]);
            }

            screen.Output.Write(table);
            return ExitCode.Ok;
        });
    }

    private static Command Show(Screen screen)
    {
        var id = new Argument<string>("id") { Description = "The delivery's id." };
        return new Command("show", "Shows one, with its document and every try.") { id }.Asks(screen, async (parsed, api, cancellationToken) =>
        {
            using var answer = await api.Ask<JsonDocument>(HttpMethod.Get, $"/api/v1/deliveries/{Uri.EscapeDataString(parsed.GetValue(id)!)}", RoleApi.Read, "this delivery", cancellationToken);
            await RoleOptions.WriteJson(answer!.RootElement);
            return ExitCode.Ok;
        });
    }

    private static Command Retry(Screen screen)
    {
        var id = new Argument<string>("id") { Description = "The delivery's id." };
        return new Command("retry", "Sends one again now, and waits for the outcome.") { id }.Asks(screen, (parsed, api, cancellationToken) =>
            ReplayCommand.Run(parsed, screen, api, HttpMethod.Post, $"/api/v1/deliveries/{Uri.EscapeDataString(parsed.GetValue(id)!)}/retry", null, cancellationToken));
    }

    private static string Shown(JsonElement delivery, string member) => delivery.TryGetProperty(member, out var value) && value.ValueKind is not JsonValueKind.Null ? value.ToString() : "";
}
