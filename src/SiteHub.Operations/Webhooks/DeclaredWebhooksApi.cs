using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Webhooks;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Webhooks;

/// <summary>What <c>sitehub apply</c> sends to a role that runs: the file's webhooks, whole.</summary>
internal static class DeclaredWebhooksApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/api/v1/webhooks", ApplyAsync)
        .WithTags("Webhooks")
        .RequireAuthorization(OperationsAccess.Mend)
        .WithSummary("The webhooks of the configuration file, all of them: says what is added, changed and removed, and does it unless dryRun");

    private static async Task<IResult> ApplyAsync(
        JsonElement body, DeclaredWebhooks declared, WebhookRegistry registry, IWebhookDocuments documents, TimeProvider time, CancellationToken cancellationToken, bool dryRun = false)
    {
        if (body.ValueKind is not JsonValueKind.Object || !body.TryGetProperty("webhooks", out var list) || list.ValueKind is not JsonValueKind.Array)
        {
            return GivenWebhook.Invalid([new Fault("webhooks", null, "a list of webhooks")]);
        }

        var faults = new List<Fault>();
        var webhooks = new List<WebhookDefinition>();
        foreach (var (i, item) in list.EnumerateArray().Index())
        {
            var before = item.ValueKind is JsonValueKind.Object && item.TryGetProperty("name", out var name) ? registry.Definitions.FirstOrDefault(d => d.Name == name.ToString()) : null;
            var given = GivenWebhook.Read(item, before, documents.Scope, time.GetUtcNow());
            faults.AddRange(given.Faults.Select(f => f with { Path = $"webhooks[{i}].{f.Path}" }));
            if (given.Webhook is { } webhook)
            {
                faults.AddRange(webhooks.Any(w => w.Name == webhook.Name) ? [new Fault($"webhooks[{i}].name", webhook.Name, "a name that no other webhook has")] : []);
                webhooks.Add(webhook);
            }
        }

        if (faults.Count > 0)
        {
            return GivenWebhook.Invalid(faults);
        }

        var changes = dryRun ? declared.Plan(webhooks) : await declared.Apply(webhooks, cancellationToken);
        return new JsonText(new JsonObject { ["dryRun"] = dryRun, ["webhooks"] = new JsonArray([.. changes.Select(Json)]) });
    }

    private static JsonNode Json(WebhookChange change) => new JsonObject
    {
        ["name"] = change.Name,
        ["change"] = change.Kind.ToString().ToLowerInvariant(),
        ["members"] = new JsonArray([.. change.Members.Select(static m => (JsonNode)m)]),
    };
}
