using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Webhooks;

/// <summary>Webhooks in bulk.</summary>
internal static class ImportApi
{
    private const int MaxBytes = 8 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/api/v1/webhooks").WithTags("Webhooks");
        webhooks.MapPost("/import", ImportAsync).RequireAuthorization(OperationsAccess.Mend)
            .WithSummary("A JSON list, CSV, or Frappe's export of Webhook documents. All or nothing, unless `partial`; `dryRun` only reports");
        webhooks.MapGet("/export", Export).RequireAuthorization(OperationsAccess.See).WithSummary("All of them, without their secrets, as `import` and the configuration file read them");
    }

    private static async Task<IResult> ImportAsync(
        HttpRequest request, WebhookRegistry registry, IWebhookDocuments documents, TimeProvider time, CancellationToken cancellationToken, bool dryRun = false, bool partial = false)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        if (buffer.Length > MaxBytes)
        {
            return new Problem(StatusCodes.Status413PayloadTooLarge, "too-large", "An import has up to 8 MiB; send it in parts.");
        }

        var text = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        var (plan, applied, fault) = await ImportPlan.Run(text, dryRun, partial, registry, documents.Scope, time.GetUtcNow(), cancellationToken);
        if (plan is null)
        {
            return GivenWebhook.Invalid([fault!]);
        }

        var report = Report(plan, dryRun, applied);
        return applied || dryRun ? new JsonText(report) : new Problem(
            StatusCodes.Status400BadRequest,
            "import-faults",
            "The import has faults, so nothing of it was applied; correct the rows, or send it again with partial=true.",
            null,
            [.. report.Select(static m => new KeyValuePair<string, object?>(m.Key, m.Value))]);
    }

    private static JsonText Export(WebhookRegistry registry) => new(Exported(registry.Definitions));

    internal static JsonObject Exported(IEnumerable<WebhookDefinition> webhooks) => new()
    {
        ["webhooks"] = new JsonArray([.. webhooks.OrderBy(static d => d.Name, StringComparer.Ordinal).Select(Exported)]),
    };

    private static JsonNode Exported(WebhookDefinition webhook)
    {
        var json = WebhookView.Of(webhook);
        json.Remove("id");
        json.Remove("origin");
        return json;
    }

    private static JsonObject Report(ImportPlan plan, bool dryRun, bool applied) => new()
    {
        ["dryRun"] = dryRun,
        ["applied"] = applied,
        ["rows"] = new JsonArray([.. plan.Rows.Select(Row)]),
    };

    private static JsonNode Row(ImportedRow row) => new JsonObject
    {
        ["row"] = row.Number,
        ["name"] = row.Webhook?.Name ?? row.Name,
        ["change"] = row.Faults.Count > 0 ? "faulty" : row.Kind.ToString().ToLowerInvariant(),
        ["members"] = new JsonArray([.. row.Members.Select(static m => (JsonNode)m)]),
        ["notes"] = new JsonArray([.. row.Notes.Select(static n => (JsonNode)n)]),
        ["faults"] = new JsonArray([.. row.Faults.Select(static f => new JsonObject { ["member"] = f.Path, ["found"] = f.Found, ["expected"] = f.Expected })]),
    };
}
