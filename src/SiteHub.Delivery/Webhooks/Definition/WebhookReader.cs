using System.Text.Json;

namespace SiteHub.Delivery.Webhooks;

internal static class WebhookReader
{
    public static WebhookDefinition? Read(JsonElement json, FaultList faults)
    {
        if (Members.Open(json, "", faults) is not { } members)
        {
            return null;
        }

        var webhook = new WebhookDefinition
        {
            Id = members.Text("id") ?? "",
            Name = members.Text("name", required: true) ?? "",
            Enabled = members.Flag("enabled", otherwise: true),
            DocTypes = members.Texts("docTypes"),
            Events = members.Texts("events"),
            Sites = members.Texts("sites"),
            Condition = members.Text("condition"),
            Url = UrlTemplate.WithAsciiHost(members.Text("url", required: true) ?? ""),
            DynamicUrl = members.Flag("dynamicUrl", otherwise: true),
            Method = members.Text("method")?.ToUpperInvariant() ?? "POST",
            Body = Body(members.Object("body")),
            Transform = members.Text("transform"),
            Headers = members.List("headers", Header),
            Authentication = members.List("authentication", WebhookAuthenticationReader.Read),
            Timeout = members.Duration("timeout") ?? WebhookDefinition.DefaultTimeout,
            RateLimit = members.Number("rateLimit"),
            Concurrency = (int)Math.Clamp(members.Number("concurrency") ?? WebhookDefinition.DefaultConcurrency, int.MinValue, int.MaxValue),
            Order = members.OneOf("order", ("document", WebhookOrder.Document), ("none", WebhookOrder.None)),
            Retries = members.Any("retries") is null ? RetrySchedule.Default : members.Durations("retries"),
            TreatAsDelivered = members.List("treatAsDelivered", Taken, number: static status => new TakenAnswer(status, null)),
            Origin = members.OneOf("origin", ("api", WebhookOrigin.Api), ("file", WebhookOrigin.File), ("import", WebhookOrigin.Import)),
        };
        members.Close();
        return webhook;
    }

    private static WebhookHeader Header(Members header)
    {
        var read = new WebhookHeader(header.Text("name", required: true) ?? "", header.Text("value") ?? "");
        header.Close();
        return read;
    }

    private static TakenAnswer Taken(Members taken)
    {
        var read = new TakenAnswer((int)Math.Clamp(taken.Number("status") ?? 0, 0, int.MaxValue), taken.Text("text"));
        taken.Close();
        return read;
    }

    private static WebhookBody Body(Members? body)
    {
        if (body is null)
        {
            return WebhookBody.Default;
        }

        WebhookBody? read = body.Text("type", required: true) switch
        {
            "envelope" => WebhookBody.Default,
            "document" => new WebhookBody.Document(),
            "json" => new WebhookBody.Json(Fields(body, "fields")),
            "form" => new WebhookBody.Form(Fields(body, "fields")),
            "template" => new WebhookBody.Template(body.Text("template", required: true) ?? "", body.Text("contentType") ?? "application/json"),
            null => null,
            var other => body.Unknown<WebhookBody>("type", other, "envelope, document, json, form, template"),
        };
        if (read is not null)
        {
            body.Close();
        }

        return read ?? WebhookBody.Default;
    }

    private static IReadOnlyList<WebhookField> Fields(Members members, string name) => members.List(name, Field, Plain);

    private static WebhookField Plain(string field) => new(field, field);

    private static WebhookField Field(Members field)
    {
        var name = field.Text("field", required: true) ?? "";
        var read = new WebhookField(name, field.Text("as") ?? name, field.Any("columns") is null ? null : Fields(field, "columns"));
        field.Close();
        return read;
    }
}
