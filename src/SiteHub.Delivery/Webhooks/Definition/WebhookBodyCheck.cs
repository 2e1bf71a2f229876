using System.Net.Http.Headers;

namespace SiteHub.Delivery.Webhooks;

internal static class WebhookBodyCheck
{
    public static void Check(WebhookBody body, FaultList faults)
    {
        switch (body)
        {
            case WebhookBody.Json { Fields: var fields }:
                Fields(fields, "body.fields", faults);
                break;
            case WebhookBody.Form { Fields: var fields }:
                Fields(fields, "body.fields", faults);
                break;
            case WebhookBody.Template template:
                faults.Try("body.template", template.Source, LiquidTemplate.Parse);
                faults.Unless(
                    MediaTypeHeaderValue.TryParse(template.ContentType, out _), "body.contentType", template.ContentType, "a content type, like application/json");
                break;
        }
    }

    private static void Fields(IReadOnlyList<WebhookField> fields, string path, FaultList faults)
    {
        faults.Unless(fields.Count > 0, path, null, "at least one field");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, field) in fields.Index())
        {
            faults.Unless(field.Field.Length > 0, $"{path}[{i}].field", field.Field, "the name of a field");
            faults.Unless(field.As.Length > 0 && keys.Add(field.As), $"{path}[{i}].as", field.As, "a key that no other field has");
            if (field.Columns is { } columns)
            {
                Fields(columns, $"{path}[{i}].columns", faults);
            }
        }
    }
}
