using System.Text;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Webhooks;

/// <summary>The request that a document would make, as it would go out, but for the secrets and what is made of them at sending.</summary>
/// <param name="Fault">why there is none: a script, a template or a value does not fit</param>
internal sealed record PreviewedRequest(string? Method, string? Url, IReadOnlyDictionary<string, string> Headers, string? Body, string? Fault)
{
    private const string AtSending = "(made at sending)";

    public static PreviewedRequest Of(CompiledWebhook webhook, WebhookEvent document)
    {
        switch (webhook.Compose(document, "(the delivery's id)"))
        {
            case Composition.Ready { Request: var request }:
                return new PreviewedRequest(request.Method, request.Url.AbsoluteUri, Described(webhook.Definition, request), Encoding.UTF8.GetString(request.Body.Span), null);
            case Composition.Failed { Reason: var reason }:
                return new PreviewedRequest(null, null, new Dictionary<string, string>(), null, reason);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static Dictionary<string, string> Described(WebhookDefinition webhook, WebhookRequest request)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (request.ContentType is { } type)
        {
            headers["Content-Type"] = type;
        }

        headers["webhook-id"] = request.Id;
        headers["webhook-timestamp"] = AtSending;
        foreach (var one in webhook.Authentication)
        {
            switch (one)
            {
                case WebhookAuthentication.V1 or WebhookAuthentication.V1A:
                    headers["webhook-signature"] = AtSending;
                    break;
                case WebhookAuthentication.Frappe:
                    headers[Protocol.Signatures.FrappeSignature.HeaderName] = AtSending;
                    break;
                case WebhookAuthentication.Basic:
                    headers["Authorization"] = $"Basic {WebhookJson.Hidden}";
                    break;
                case WebhookAuthentication.Bearer or WebhookAuthentication.OAuth2:
                    headers["Authorization"] = $"Bearer {WebhookJson.Hidden}";
                    break;
            }
        }

        foreach (var (name, value) in request.Headers)
        {
            headers[name] = new WebhookHeader(name, value).IsSecret ? WebhookJson.Hidden : value;
        }

        return headers;
    }
}
