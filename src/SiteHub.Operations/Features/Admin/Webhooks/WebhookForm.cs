using System.Globalization;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Values;
using SiteHub.Operations.Webhooks;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>A webhook as a form holds it. What it means, and whether it is right, is said by what reads the API's JSON: there is one judge.</summary>
public sealed class WebhookForm
{
    public string? Name { get; set; }

    public bool Enabled { get; set; } = true;

    public List<string> DocTypes { get; set; } = [];

    /// <summary>Those that are not in the list, separated by commas: a site may not have told its own yet.</summary>
    public string? OtherDocTypes { get; set; }

    public List<string> Events { get; set; } = [];

    /// <summary>Events that are not of documents, separated by commas.</summary>
    public string? OtherEvents { get; set; }

    public List<string> Sites { get; set; } = [];

    public string? Condition { get; set; }

    public string? Url { get; set; }

    public bool PlainUrl { get; set; }

    public string Method { get; set; } = "POST";

    public string Structure { get; set; } = "envelope";

    public List<FieldRow> Picked { get; set; } = [];

    public string? Template { get; set; }

    public string? ContentType { get; set; }

    public string? Transform { get; set; }

    /// <summary>A line each: <c>Name: value</c>.</summary>
    public string? Headers { get; set; }

    public AuthenticationForm Authentication { get; set; } = new();

    /// <summary>A status, or one and a text that the answer has in it; separated by commas.</summary>
    public string? TreatAsDelivered { get; set; }

    public string? Timeout { get; set; }

    public string? RateLimit { get; set; }

    public string? Concurrency { get; set; }

    public string Order { get; set; } = "document";

    /// <summary>Separated by commas.</summary>
    public string? Retries { get; set; }

    internal static WebhookForm Of(WebhookDefinition webhook)
    {
        var json = WebhookView.Of(webhook);
        var events = webhook.Events.ToList();
        return new WebhookForm
        {
            Name = webhook.Name,
            Enabled = webhook.Enabled,
            DocTypes = [.. webhook.DocTypes],
            Events = [.. events.Where(Protocol.Documents.DocEvents.All.Contains)],
            OtherEvents = string.Join(", ", events.Where(static e => !Protocol.Documents.DocEvents.All.Contains(e))),
            Sites = [.. webhook.Sites],
            Condition = webhook.Condition,
            Url = webhook.Url,
            PlainUrl = !webhook.DynamicUrl,
            Method = webhook.Method,
            Structure = (string)json["body"]!["type"]!,
            Picked = FieldRow.Of(json["body"]!["fields"]),
            Template = (string?)json["body"]!["template"],
            ContentType = (string?)json["body"]!["contentType"],
            Transform = webhook.Transform,
            Headers = string.Join('\n', json["headers"]!.AsArray().Select(static h => $"{h!["name"]}: {h["value"]}")),
            Authentication = AuthenticationForm.Of(webhook),
            TreatAsDelivered = string.Join(", ", webhook.TreatAsDelivered.Select(static taken => $"{taken.Status} {taken.Text}".TrimEnd())),
            Timeout = Durations.Write(webhook.Timeout),
            RateLimit = webhook.RateLimit?.ToString(CultureInfo.InvariantCulture),
            Concurrency = webhook.Concurrency.ToString(CultureInfo.InvariantCulture),
            Order = (string)json["order"]!,
            Retries = string.Join(", ", webhook.Retries.Select(Durations.Write)),
        };
    }

    /// <summary>As the API takes it.</summary>
    internal JsonObject Json(List<Fault> faults)
    {
        var json = new JsonObject
        {
            ["name"] = Name?.Trim() ?? "",
            ["enabled"] = Enabled,
            ["docTypes"] = new JsonArray([.. DocTypes.Concat(Parts(OtherDocTypes)).Distinct(StringComparer.Ordinal).Select(static d => (JsonNode)d)]),
            ["events"] = new JsonArray([.. Events.Concat(Parts(OtherEvents)).Select(static e => (JsonNode)e)]),
            ["url"] = Url?.Trim() ?? "",
            ["dynamicUrl"] = !PlainUrl,
            ["method"] = Method,
            ["body"] = Body(),
            ["headers"] = new JsonArray([.. (Headers ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Header)]),
            ["order"] = Order,
        };
        Add("condition", Condition);
        Add("transform", Transform);
        Add("timeout", Timeout);
        if (Sites.Count > 0)
        {
            json["sites"] = new JsonArray([.. Sites.Select(static s => (JsonNode)s)]);
        }

        if (!string.IsNullOrWhiteSpace(Retries))
        {
            json["retries"] = Texts(Retries);
        }

        Number("rateLimit", RateLimit);
        Number("concurrency", Concurrency);
        json["authentication"] = Authentication.Json();
        json["treatAsDelivered"] = new JsonArray([.. Parts(TreatAsDelivered).Select((part, i) => Taken(part, i, faults)).OfType<JsonNode>()]);
        return json;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                json[name] = value.Trim();
            }
        }

        void Number(string name, string? value)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                return;
            }

            if (FiniteNumber.TryParse(value, out var number))
            {
                json[name] = number;
            }
            else
            {
                faults.Add(new Fault(name, value, "a number"));
            }
        }
    }

    private JsonObject Body()
    {
        var body = new JsonObject { ["type"] = Structure };
        if (Structure is "json" or "form")
        {
            body["fields"] = FieldRow.Json(Picked);
        }
        else if (Structure is "template")
        {
            body["template"] = Template ?? "";
            if (!string.IsNullOrWhiteSpace(ContentType))
            {
                body["contentType"] = ContentType.Trim();
            }
        }

        return body;
    }

    private static JsonObject? Taken(string part, int at, List<Fault> faults)
    {
        if (part.Split([' ', ':'], 2, StringSplitOptions.TrimEntries) is [var number, .. var text] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            return new JsonObject { ["status"] = status, ["text"] = text.FirstOrDefault() };
        }

        faults.Add(new Fault($"treatAsDelivered[{at}]", part, "a status, such as 409; or one and a text that the answer has in it, such as 417 UniqueValidationError"));
        return null;
    }

    private static JsonNode Header(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return new JsonObject { ["name"] = colon < 0 ? line : line[..colon].Trim(), ["value"] = colon < 0 ? "" : line[(colon + 1)..].Trim() };
    }

    private static JsonArray Texts(string? list) => new([.. Parts(list).Select(static p => (JsonNode)p)]);

    private static string[] Parts(string? list) => (list ?? "").Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
