using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Requests;

namespace SiteHub.Operations.Webhooks;

/// <summary>Webhooks in bulk.</summary>
internal static class ImportApi
{
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
        if (await WholeBody.Read(request.Body, WholeBody.MaxImport, cancellationToken) is not { } file)
        {
            return WholeBody.TooLarge;
        }

        var (plan, applied, fault) = await ImportPlan.Run(file, dryRun, partial, registry, documents.Scope, time.GetUtcNow(), cancellationToken);
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
