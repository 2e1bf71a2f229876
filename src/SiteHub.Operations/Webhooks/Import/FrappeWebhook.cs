using System.Text.Json.Nodes;
using SiteHub.Delivery.Patterns;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Webhooks;

/// <summary>A Webhook document of Frappe's, as fixtures, its REST API and its data export hold it.</summary>
internal static class FrappeWebhook
{
    private static readonly Pattern ToJson = Pattern.Part(@"\|\s*(tojson|json)\b(\(\))?");

    private const string EveryRequest = "what Frappe sends of these as JSON, SiteHub sends as a form, as the setting says";

    public static bool Is(JsonObject webhook) => webhook.ContainsKey("webhook_doctype") || (string?)(webhook["doctype"] as JsonValue) == "Webhook";

    public static ImportRow Read(int number, JsonObject frappe)
    {
        var notes = new List<string>();
        var faults = new List<Fault>();
        var name = Text(frappe, "name") ?? $"{Text(frappe, "webhook_doctype")} {Text(frappe, "webhook_docevent")}";
        var webhook = new JsonObject
        {
            ["name"] = name,
            ["enabled"] = Flag(frappe, "enabled", otherwise: true),
            ["docTypes"] = new JsonArray(Text(frappe, "webhook_doctype")),
            ["events"] = new JsonArray(Text(frappe, "webhook_docevent")),
            ["url"] = Text(frappe, "request_url"),
            ["dynamicUrl"] = Flag(frappe, "is_dynamic_url", otherwise: false),
            ["method"] = Text(frappe, "request_method") ?? "POST",
            ["body"] = Body(frappe, notes),
            ["headers"] = new JsonArray([.. Rows(frappe, "webhook_headers").Where(static h => Text(h, "value") is not null).Select(Header)]),
        };
        if (Text(frappe, "condition") is { } condition)
        {
            Condition(webhook, condition, notes, faults);
        }

        if (Flag(frappe, "enable_security", otherwise: false))
        {
            Secret(webhook, Text(frappe, "webhook_secret"), notes);
        }

        if (int.TryParse(Text(frappe, "timeout"), out var timeout) && timeout > 0)
        {
            webhook["timeout"] = $"{timeout}s";
        }

        return new ImportRow(number, webhook, notes, faults);
    }

    private static JsonObject Body(JsonObject frappe, List<string> notes)
    {
        if (Text(frappe, "request_structure") == "JSON" && Text(frappe, "webhook_json") is { } template)
        {
            return new JsonObject { ["type"] = "template", ["template"] = ToJson.Replace(template, "| json") };
        }

        var fields = Rows(frappe, "webhook_data").Where(static f => Text(f, "fieldname") is not null)
            .Select(static f => (JsonNode)new JsonObject { ["field"] = Text(f, "fieldname"), ["as"] = Text(f, "key") ?? Text(f, "fieldname") }).ToArray();
        if (fields.Length == 0)
        {
            notes.Add("it chooses no fields, and Frappe sends {}; the whole document is sent");
            return new JsonObject { ["type"] = "document" };
        }

        var form = Text(frappe, "request_structure") == "Form URL-Encoded";
        if (form)
        {
            notes.Add(EveryRequest);
        }

        return new JsonObject { ["type"] = form ? "form" : "json", ["fields"] = new JsonArray(fields) };
    }

    private static void Condition(JsonObject webhook, string python, List<string> notes, List<Fault> faults)
    {
        if (PythonCondition.ToJavaScript(python, out var why) is { } script)
        {
            webhook["condition"] = script;
            notes.Add($"the condition was Python, and is now: {script}");
        }
        else
        {
            faults.Add(new Fault("condition", python, $"a condition in JavaScript, such as doc.grand_total > 1000; this is Python that is not translated by itself: {why}"));
        }
    }

    private static void Secret(JsonObject webhook, string? secret, List<string> notes)
    {
        // Frappe shows its secrets as stars.
        var hidden = secret is null || secret.All(static c => c == '*');
        webhook["authentication"] = new JsonArray(new JsonObject { ["type"] = "frappe", ["secret"] = hidden ? null : secret });
        if (hidden)
        {
            notes.Add("Frappe exports no secrets: put the webhook's own into webhook_secret");
        }
    }

    private static JsonNode Header(JsonObject header) => new JsonObject { ["name"] = Text(header, "key"), ["value"] = Text(header, "value") };

    private static IEnumerable<JsonObject> Rows(JsonObject document, string table) => (document[table] as JsonArray ?? []).OfType<JsonObject>();

    private static string? Text(JsonObject document, string field) => document[field] is JsonValue value && value.ToString() is { Length: > 0 } text ? text : null;

    private static bool Flag(JsonObject document, string field, bool otherwise) => Text(document, field) is { } text ? text is not ("0" or "false") : otherwise;
}
