using System.Text.Json.Nodes;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Webhooks;

/// <summary>A Webhook document of Frappe's, as fixtures, its REST API and its data export hold it.</summary>
internal static class FrappeWebhook
{
    private const string EveryRequest = "the setting says Form URL-Encoded, and Frappe sends JSON nevertheless; so does this";
    private const string Nothing = "where a field is empty, Frappe's template writes None, and this writes nothing";

    public static bool Is(JsonObject webhook) => webhook.ContainsKey("webhook_doctype") || (string?)(webhook["doctype"] as JsonValue) == "Webhook";

    public static ImportRow Read(int number, JsonObject frappe)
    {
        var notes = new List<string>();
        var faults = new List<Fault>();
        var given = Text(frappe, "name");
        var name = given ?? $"{Text(frappe, "webhook_doctype")} {Text(frappe, "webhook_docevent")}";
        var webhook = new JsonObject
        {
            ["name"] = name,
            ["enabled"] = Flag(frappe, "enabled", otherwise: true),
            ["docTypes"] = new JsonArray(Text(frappe, "webhook_doctype")),
            ["events"] = new JsonArray(Text(frappe, "webhook_docevent")),
            ["url"] = Text(frappe, "request_url"),
            ["dynamicUrl"] = Flag(frappe, "is_dynamic_url", otherwise: false),
            ["method"] = Text(frappe, "request_method") ?? "POST",
            ["body"] = Body(frappe, notes, faults),
            ["headers"] = new JsonArray([.. Rows(frappe, "webhook_headers").Where(static h => Text(h, "value") is not null).Select(Header)]),
        };
        if (Flag(frappe, "is_dynamic_url", otherwise: false) && Text(frappe, "request_url") is { } url)
        {
            Url(webhook, url, faults);
        }

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

        return new ImportRow(number, webhook, notes, faults) { IsNamed = given is not null };
    }

    private static JsonObject Body(JsonObject frappe, List<string> notes, List<Fault> faults)
    {
        if (Text(frappe, "request_structure") == "JSON" && Text(frappe, "webhook_json") is { } template)
        {
            if (JinjaTemplate.ToLiquid(template, out var why) is not { } liquid)
            {
                faults.Add(new Fault("body.template", template, $"a Liquid template; this is Jinja that is not translated by itself, {why}"));
                return new JsonObject { ["type"] = "document" };
            }

            if (liquid.Contains("{{", StringComparison.Ordinal))
            {
                notes.Add(Nothing);
            }

            return new JsonObject { ["type"] = "template", ["template"] = liquid };
        }

        var fields = Rows(frappe, "webhook_data").Where(static f => Text(f, "fieldname") is not null)
            .Select(static f => (JsonNode)new JsonObject { ["field"] = Text(f, "fieldname"), ["as"] = Text(f, "key") ?? Text(f, "fieldname") }).ToArray();
        if (fields.Length == 0)
        {
            notes.Add("it chooses no fields, and Frappe sends {}; the whole document is sent");
            return new JsonObject { ["type"] = "document" };
        }

        if (Text(frappe, "request_structure") == "Form URL-Encoded")
        {
            notes.Add(EveryRequest);
        }

        return new JsonObject { ["type"] = "json", ["fields"] = new JsonArray(fields) };
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
            faults.Add(new Fault("condition", python, $"a condition in JavaScript, such as doc.grand_total > 1000; this is Python that is not translated by itself, {why}"));
        }
    }

    /// <summary>An address takes values and no tags; what Jinja would make of anything else, nobody should find out at a receiver.</summary>
    private static void Url(JsonObject webhook, string url, List<Fault> faults)
    {
        if (JinjaTemplate.ToLiquid(url, out var why) is not { } liquid)
        {
            faults.Add(new Fault("url", url, $"an address with fields in double braces; this is Jinja that is not translated by itself, {why}"));
        }
        else if (liquid.Contains("{%", StringComparison.Ordinal) || liquid.Contains('|', StringComparison.Ordinal))
        {
            faults.Add(new Fault("url", url, "an address with fields in double braces, such as {{ doc.name }}, and nothing else in them"));
        }
        else
        {
            webhook["url"] = liquid;
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
