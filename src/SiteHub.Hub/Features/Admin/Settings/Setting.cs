using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SiteHub.Delivery.Sending;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Features.Admin.Settings;

/// <param name="Path">as in the file, beginning under <c>hub</c></param>
/// <param name="Value">secrets are stars</param>
/// <param name="Origin">null: nobody set it</param>
internal sealed record Setting(string Path, string Value, string? Origin)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(), new AsText<IPNetwork>(), new AsText<AllowedNetwork>() } };

    public static IReadOnlyList<Setting> Of(HubEntry hub)
    {
        // Webhooks have a page of their own, and secrets in clear inside.
        var json = JsonSerializer.SerializeToNode(hub with { Webhooks = [], Origins = new Dictionary<string, string>() }, Options)!.AsObject();
        json.Remove("webhooks");
        json.Remove("origins");
        var settings = new List<Setting>();
        foreach (var (name, value) in json)
        {
            Collect(name, value);
        }

        return settings;

        void Collect(string path, JsonNode? value)
        {
            switch (value)
            {
                case JsonObject { Count: > 0 } members:
                    foreach (var (name, member) in members)
                    {
                        Collect($"{path}.{name}", member);
                    }

                    break;
                case JsonArray { Count: > 0 } items:
                    foreach (var (index, item) in items.Index())
                    {
                        Collect($"{path}[{index}]", item);
                    }

                    break;
                default:
                    settings.Add(new Setting(path, value is null ? "—" : value is JsonObject or JsonArray ? "—" : value.ToString(), hub.Origins.GetValueOrDefault(path)));
                    break;
            }
        }
    }

    private sealed class AsText<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value!.ToString());
    }
}
