using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Problems;
using SiteHub.Protocol.Signatures;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Webhooks;

/// <summary><c>/api/v1/webhooks</c>: the webhooks of this role. The same at the hub and at a site. Secrets are never shown, <c>***</c> keeps one as it is.</summary>
internal static class WebhookApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var see = routes.MapGroup("/api/v1/webhooks").WithTags("Webhooks").RequireAuthorization(OperationsAccess.See);
        see.MapGet("", List).WithSummary("Every webhook and how it fares");
        see.MapGet("/{id}", Show).WithSummary("One of them, by id or name");

        var mend = routes.MapGroup("/api/v1/webhooks").WithTags("Webhooks").RequireAuthorization(OperationsAccess.Mend);
        mend.MapPost("", AddAsync).WithSummary("Make one; a signing secret that is made here is in this answer and nowhere else");
        mend.MapPut("/{id}", ChangeAsync).WithSummary("Replace one; what waits goes by the new definition at once");
        mend.MapDelete("/{id}", RemoveAsync).WithSummary("Remove one, and its deliveries");
        mend.MapPost("/{id}/enable", (string id, WebhookRegistry registry, CancellationToken token) => SwitchAsync(id, registry, registry.Enable, token))
            .WithSummary("Let it send, also if the system held it: what waits goes at once");
        mend.MapPost("/{id}/disable", (string id, WebhookRegistry registry, CancellationToken token) => SwitchAsync(id, registry, registry.Disable, token))
            .WithSummary("Stop it; nothing more is written for it, and what waits stays");
        mend.MapPost("/{id}/rotate-secret", RotateAsync).WithSummary("Replace the signing secret; the old one signs on for 24 h, or as long as `overlap` says");
    }

    internal static Problem Missing(string id) => new(StatusCodes.Status404NotFound, "not-found", $"There is no webhook {id} here; GET /api/v1/webhooks lists those that are.");

    internal static Problem DeclaredInFile(WebhookDefinition webhook) => new(
        StatusCodes.Status409Conflict, "declared-in-file", $"{webhook.Name} is declared in the configuration file, which alone changes it: edit it there and run `sitehub apply`.");

    private static JsonText List(WebhookRegistry registry) =>
        new(new JsonObject { ["webhooks"] = new JsonArray([.. registry.List().Select(WebhookView.Of)]) });

    private static IResult Show(string id, WebhookRegistry registry) => registry.Find(id) is { } webhook ? new JsonText(WebhookView.Of(webhook)) : Missing(id);

    private static async Task<IResult> AddAsync(JsonElement body, WebhookRegistry registry, IWebhookDocuments documents, TimeProvider time, CancellationToken cancellationToken)
    {
        var given = GivenWebhook.Read(body, null, documents.Scope, time.GetUtcNow());
        return await StoreAsync(given, null, body, registry, cancellationToken);
    }

    private static async Task<IResult> ChangeAsync(
        string id, JsonElement body, WebhookRegistry registry, IWebhookDocuments documents, TimeProvider time, CancellationToken cancellationToken)
    {
        if (registry.Find(id)?.Definition is not { } before)
        {
            return Missing(id);
        }

        return before.Origin is WebhookOrigin.File
            ? DeclaredInFile(before)
            : await StoreAsync(GivenWebhook.Read(body, before, documents.Scope, time.GetUtcNow()), before, body, registry, cancellationToken);
    }

    private static async Task<IResult> StoreAsync(GivenWebhook given, WebhookDefinition? before, JsonElement body, WebhookRegistry registry, CancellationToken cancellationToken)
    {
        if (given.Webhook is not { } read || given.Faults.Count > 0)
        {
            return GivenWebhook.Invalid(given.Faults);
        }

        var webhook = read with { Origin = before?.Origin ?? WebhookOrigin.Api };
        var taken = await registry.Put(webhook, cancellationToken);
        if (taken.Count > 0)
        {
            return GivenWebhook.Invalid(taken);
        }

        var json = WebhookView.Of(registry.Find(webhook.Id)!);
        if (WebhookView.Secret(webhook) is { } secret && (before is null || WebhookView.Secret(before) != secret) && !body.GetRawText().Contains(secret, StringComparison.Ordinal))
        {
            json[WebhookView.SigningSecret] = secret;
        }

        return before is null ? new JsonText(json, StatusCodes.Status201Created, $"/api/v1/webhooks/{webhook.Id}") : new JsonText(json);
    }

    internal static async Task<IResult> RemoveAsync(string id, WebhookRegistry registry, CancellationToken cancellationToken)
    {
        if (registry.Find(id)?.Definition is not { } webhook)
        {
            return Missing(id);
        }

        if (webhook.Origin is WebhookOrigin.File)
        {
            return DeclaredInFile(webhook);
        }

        await registry.Remove(webhook.Id, cancellationToken);
        return TypedResults.NoContent();
    }

    internal static async Task<IResult> SwitchAsync(string id, WebhookRegistry registry, Func<string, CancellationToken, Task<bool>> turn, CancellationToken cancellationToken) =>
        await turn(id, cancellationToken) && registry.Find(id) is { } webhook ? new JsonText(WebhookView.Of(webhook)) : Missing(id);

    internal static async Task<IResult> RotateAsync(string id, RotateRequest? request, WebhookRegistry registry, CancellationToken cancellationToken)
    {
        if (registry.Find(id)?.Definition is not { } webhook)
        {
            return Missing(id);
        }

        var faults = new List<Fault>();
        SigningSecret? next = null;
        if (request?.Secret is { } text && !SigningSecret.TryParse(text, out next, out var wrong))
        {
            faults.Add(new Fault("secret", null, wrong!));
        }

        TimeSpan? overlap = null;
        if (request?.Overlap is { } length)
        {
            overlap = Durations.TryParse(length, out var duration) ? duration : null;
            if (overlap is null)
            {
                faults.Add(new Fault("overlap", length, "a length of time, like 30m, 24h or 7d"));
            }
        }

        if (faults.Count > 0)
        {
            return GivenWebhook.Invalid(faults);
        }

        if (WebhookView.Secret(webhook) is null)
        {
            return new Problem(StatusCodes.Status409Conflict, "no-signing-secret", $"{webhook.Name} does not sign: it has neither v1 nor v1a in its authentication.");
        }

        await registry.Rotate(webhook.Id, next, overlap, cancellationToken);
        var rotated = registry.Find(webhook.Id)!;
        var json = WebhookView.Of(rotated);
        json[WebhookView.SigningSecret] = WebhookView.Secret(rotated.Definition);
        return new JsonText(json);
    }
}

/// <param name="Secret">the new one; null: one is made</param>
/// <param name="Overlap">how long the old one signs on, such as <c>24h</c></param>
internal sealed record RotateRequest(string? Secret, string? Overlap);
