using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Signs and authorizes a request, as the webhook says.</summary>
internal static class Authorization
{
    /// <param name="headers">of the request</param>
    /// <param name="webhook">whose secrets are used</param>
    /// <param name="request">what is sent</param>
    /// <param name="accessToken">of OAuth 2.0; null where the webhook has none</param>
    /// <param name="now">when this try is made</param>
    public static void Apply(System.Net.Http.Headers.HttpRequestHeaders headers, WebhookDefinition webhook, WebhookRequest request, string? accessToken, DateTimeOffset now)
    {
        headers.TryAddWithoutValidation("webhook-id", request.Id);
        headers.TryAddWithoutValidation("webhook-timestamp", now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var one in webhook.Authentication)
        {
            switch (one)
            {
                case WebhookAuthentication.V1 { Secrets: { } ring }:
                    headers.TryAddWithoutValidation("webhook-signature", ring.Sign(request.Id, now, request.Body.Span).Signature);
                    break;
                case WebhookAuthentication.V1A { Secrets: { } ring }:
                    headers.TryAddWithoutValidation("webhook-signature", ring.Sign(request.Id, now, request.Body.Span).Signature);
                    break;
                case WebhookAuthentication.Frappe { Secret: { } secret }:
                    headers.TryAddWithoutValidation(FrappeSignature.HeaderName, FrappeSignature.Sign(secret, request.Body.Span));
                    break;
                case WebhookAuthentication.Basic basic:
                    headers.TryAddWithoutValidation("Authorization", $"Basic {Redactor.BasicCredentials(basic)}");
                    break;
                case WebhookAuthentication.Bearer { Token: { } token }:
                    headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
                    break;
                case WebhookAuthentication.OAuth2:
                    headers.TryAddWithoutValidation("Authorization", $"Bearer {accessToken}");
                    break;
            }
        }
    }
}
