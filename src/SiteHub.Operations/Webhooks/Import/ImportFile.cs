using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Protocol;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Webhooks;

/// <summary>What was sent for import, cut into rows: whichever of the three forms it has.</summary>
internal static class ImportFile
{
    /// <summary>Where the rows stand, if not at the top: our export, Frappe's REST lists, Frappe's exported packages.</summary>
    private static readonly string[] Lists = ["webhooks", "data", "docs", "message"];

    /// <summary>The most that <see cref="JsonNode"/> reads.</summary>
    private const int MaxDepth = 64;

    public static IReadOnlyList<ImportRow> Read(string text, out Fault? fault)
    {
        fault = null;
        if (text.AsSpan().TrimStart() is not ['[' or '{', ..])
        {
            return CsvRows.Read(text, out fault);
        }

        if (!StrictJson.TryCheck(Encoding.UTF8.GetBytes(text), MaxDepth, out var wrong))
        {
            fault = new Fault("", null, $"JSON, or CSV: {wrong}");
            return [];
        }

        try
        {
            var json = JsonNode.Parse(text);
            var list = json as JsonArray ?? Lists.Select(name => (json as JsonObject)?[name] as JsonArray).FirstOrDefault(static l => l is not null)
                ?? (json is JsonObject single ? new JsonArray(single.DeepClone()) : null);
            if (list is { Count: > 0 })
            {
                return [.. list.Select(static (item, i) => Row(i + 1, item))];
            }

            fault = new Fault("", null, "a list of webhooks with at least one in it");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            fault = new Fault("", null, $"JSON, or CSV: {e.Message}");
        }

        return [];
    }

    private static ImportRow Row(int number, JsonNode? item) => item is JsonObject webhook
        ? FrappeWebhook.Is(webhook) ? FrappeWebhook.Read(number, webhook) : new ImportRow(number, webhook, [], [])
        : new ImportRow(number, [], [], [new Fault("", item?.GetValueKind().ToString(), "an object")]);
}
