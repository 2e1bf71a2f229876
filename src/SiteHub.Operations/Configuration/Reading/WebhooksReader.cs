using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>Webhooks in the file are written as the API takes them; secrets in them may stand elsewhere, as everywhere in the file.</summary>
internal static class WebhooksReader
{
    public static IReadOnlyList<Placed<WebhookDefinition>> Webhooks(this ObjectReader owner)
    {
        var webhooks = owner.List("webhooks", (item, path) => Read(item, path, owner.Context));
        FileChecks.Twice(webhooks, w => w.Name, "name", "webhook", owner.Context);
        return webhooks;
    }

    /// <summary>What can be checked without the role that runs: a hub learns the sites' DocTypes from them.</summary>
    public static void Check(IReadOnlyList<Placed<WebhookDefinition>> webhooks, WebhookScope scope, ReadContext context)
    {
        foreach (var (webhook, path) in webhooks)
        {
            // Secrets that are not given are made when it is stored; for checking any will do.
            foreach (var fault in WebhookValidation.Check(WebhookSecrets.Complete(webhook, null, DateTimeOffset.UnixEpoch), scope))
            {
                context.Fault(At(path, fault.Path), $"must be {fault.Expected}", fault.Found is null ? null : Found.Text(fault.Found));
            }
        }
    }

    private static WebhookDefinition? Read(JsonElement item, string path, ReadContext context)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            context.Fault(path, "must be an object", Found.Kind(item));
            return null;
        }

        var before = context.Faults.Count;
        var json = JsonSerializer.SerializeToNode(item)!;
        Resolve(json["authentication"], $"{path}.authentication", context);
        Resolve(json["headers"], $"{path}.headers", context);
        if (context.Faults.Count > before)
        {
            return null;
        }

        var webhook = WebhookJson.Read(JsonSerializer.SerializeToElement(json), out var faults);
        foreach (var fault in faults)
        {
            context.Fault(At(path, fault.Path), $"must be {fault.Expected}", fault.Found is null ? null : Found.Text(fault.Found));
        }

        return webhook;
    }

    /// <summary>Puts what <c>{ "env": … }</c> and <c>{ "file": … }</c> stand for in their place.</summary>
    private static void Resolve(JsonNode? node, string path, ReadContext context)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (value is JsonObject { Count: 1 } reference && (reference.ContainsKey("env") || reference.ContainsKey("file")))
                    {
                        members[name] = SecretReader.Resolve(JsonSerializer.SerializeToElement(reference), ObjectReader.PathOf(path, name), context)?.Reveal();
                    }
                    else
                    {
                        Resolve(value, ObjectReader.PathOf(path, name), context);
                    }
                }

                break;
            case JsonArray items:
                foreach (var (index, value) in items.Index())
                {
                    Resolve(value, $"{path}[{index}]", context);
                }

                break;
        }
    }

    private static string At(string path, string member) => member.Length == 0 ? path : $"{path}.{member}";
}
