using System.Text.Json;
using SiteHub.Delivery.Tokens;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Webhooks;

internal static class WebhookWriter
{
    public static void Write(Utf8JsonWriter writer, WebhookDefinition webhook, bool clear)
    {
        writer.WriteStartObject();
        writer.WriteString("id", webhook.Id);
        writer.WriteString("name", webhook.Name);
        writer.WriteBoolean("enabled", webhook.Enabled);
        Texts(writer, "docTypes", webhook.DocTypes);
        Texts(writer, "events", webhook.Events);
        Texts(writer, "sites", webhook.Sites);
        writer.WriteString("condition", webhook.Condition);
        writer.WriteString("url", webhook.Url);
        writer.WriteBoolean("dynamicUrl", webhook.DynamicUrl);
        writer.WriteString("method", webhook.Method);
        writer.WritePropertyName("body");
        Body(writer, webhook.Body);
        writer.WriteString("transform", webhook.Transform);
        writer.WriteStartArray("headers");
        foreach (var header in webhook.Headers)
        {
            writer.WriteStartObject();
            writer.WriteString("name", header.Name);
            writer.WriteString("value", header.IsSecret && !clear ? WebhookJson.Hidden : header.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("authentication");
        foreach (var one in webhook.Authentication)
        {
            Authentication(writer, one, clear);
        }

        writer.WriteEndArray();
        writer.WriteString("timeout", Durations.Write(webhook.Timeout));
        if (webhook.RateLimit is { } rate)
        {
            writer.WriteNumber("rateLimit", rate);
        }
        else
        {
            writer.WriteNull("rateLimit");
        }

        writer.WriteNumber("concurrency", webhook.Concurrency);
        writer.WriteString("order", webhook.Order is WebhookOrder.None ? "none" : "document");
        Texts(writer, "retries", webhook.Retries.Select(Durations.Write));
        writer.WriteStartArray("treatAsDelivered");
        foreach (var taken in webhook.TreatAsDelivered)
        {
            writer.WriteStartObject();
            writer.WriteNumber("status", taken.Status);
            writer.WriteString("text", taken.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("origin", webhook.Origin.ToString().ToLowerInvariant());
        writer.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void Body(Utf8JsonWriter writer, WebhookBody body)
    {
        writer.WriteStartObject();
        switch (body)
        {
            case WebhookBody.Envelope:
                writer.WriteString("type", "envelope");
                break;
            case WebhookBody.Document:
                writer.WriteString("type", "document");
                break;
            case WebhookBody.Json json:
                writer.WriteString("type", "json");
                Fields(writer, "fields", json.Fields);
                break;
            case WebhookBody.Form form:
                writer.WriteString("type", "form");
                Fields(writer, "fields", form.Fields);
                break;
            case WebhookBody.Template template:
                writer.WriteString("type", "template");
                writer.WriteString("template", template.Source);
                writer.WriteString("contentType", template.ContentType);
                break;
        }

        writer.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter writer, string name, IReadOnlyList<WebhookField> fields)
    {
        writer.WriteStartArray(name);
        foreach (var field in fields)
        {
            writer.WriteStartObject();
            writer.WriteString("field", field.Field);
            writer.WriteString("as", field.As);
            if (field.Columns is { } columns)
            {
                Fields(writer, "columns", columns);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Authentication(Utf8JsonWriter writer, WebhookAuthentication one, bool clear)
    {
        writer.WriteStartObject();
        writer.WriteString("type", one.Type);
        switch (one)
        {
            case WebhookAuthentication.V1 v1:
                Ring(writer, v1.Secrets, clear);
                break;
            case WebhookAuthentication.V1A v1a:
                Ring(writer, v1a.Secrets, clear);
                break;
            case WebhookAuthentication.Frappe frappe:
                Secret("secret", frappe.Secret);
                break;
            case WebhookAuthentication.Basic basic:
                writer.WriteString("user", basic.User);
                Secret("password", basic.Password);
                break;
            case WebhookAuthentication.Bearer bearer:
                Secret("token", bearer.Token);
                break;
            case WebhookAuthentication.OAuth2 oauth:
                writer.WriteString("tokenEndpoint", oauth.TokenEndpoint);
                writer.WriteString("issuer", oauth.Issuer);
                writer.WriteString("clientId", oauth.ClientId);
                writer.WriteString("clientAuthentication", oauth.Method is { } method ? ClientAuthenticationMethods.NameOf(method) : null);
                Secret("clientSecret", oauth.ClientSecret);
                Secret("privateKey", oauth.PrivateKey);
                writer.WriteString("keyId", oauth.KeyId);
                writer.WriteString("scope", oauth.Scope);
                break;
            case WebhookAuthentication.MutualTls tls:
                Secret("pem", tls.Pem);
                break;
        }

        writer.WriteEndObject();

        void Secret(string name, string? value) => writer.WriteString(name, clear || value is null ? value : WebhookJson.Hidden);
    }

    private static void Ring(Utf8JsonWriter writer, SecretRing? ring, bool clear)
    {
        if (clear && ring is not null)
        {
            writer.WritePropertyName("secrets");
            writer.WriteRawValue(ring.ToJson());
            return;
        }

        writer.WriteString("secret", ring is null ? null : WebhookJson.Hidden);
    }
}
