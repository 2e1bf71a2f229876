using System.Globalization;
using System.Text.Json;
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

    /// <summary>Separated by commas.</summary>
    public string? DocTypes { get; set; }

    public List<string> Events { get; set; } = [];

    /// <summary>Events that are not of documents, separated by commas.</summary>
    public string? OtherEvents { get; set; }

    public List<string> Sites { get; set; } = [];

    public string? Condition { get; set; }

    public string? Url { get; set; }

    public bool PlainUrl { get; set; }

    public string Method { get; set; } = "POST";

    public string Structure { get; set; } = "envelope";

    /// <summary>JSON.</summary>
    public string? Fields { get; set; }

    public string? Template { get; set; }

    public string? ContentType { get; set; }

    public string? Transform { get; set; }

    /// <summary>A line each: <c>Name: value</c>.</summary>
    public string? Headers { get; set; }

    /// <summary>JSON.</summary>
    public string? Authentication { get; set; }

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
            DocTypes = string.Join(", ", webhook.DocTypes),
            Events = [.. events.Where(Protocol.Documents.DocEvents.All.Contains)],
            OtherEvents = string.Join(", ", events.Where(static e => !Protocol.Documents.DocEvents.All.Contains(e))),
            Sites = [.. webhook.Sites],
            Condition = webhook.Condition,
            Url = webhook.Url,
            PlainUrl = !webhook.DynamicUrl,
            Method = webhook.Method,
            Structure = (string)json["body"]!["type"]!,
            Fields = json["body"]!["fields"] is { } fields ? ShownJson.Of(fields.ToJsonString()) : null,
            Template = (string?)json["body"]!["template"],
            ContentType = (string?)json["body"]!["contentType"],
            Transform = webhook.Transform,
            Headers = string.Join('\n', json["headers"]!.AsArray().Select(static h => $"{h!["name"]}: {h["value"]}")),
            Authentication = webhook.Authentication.Count == 0 ? null : ShownJson.Of(json["authentication"]!.ToJsonString()),
            Timeout = Durations.Write(webhook.Timeout),
            RateLimit = webhook.RateLimit?.ToString(CultureInfo.InvariantCulture),
            Concurrency = webhook.Concurrency.ToString(CultureInfo.InvariantCulture),
            Order = (string)json["order"]!,
            Retries = string.Join(", ", webhook.Retries.Select(Durations.Write)),
        };
    }

    /// <summary>As the API takes it. What is no JSON where JSON is asked for is a fault of its own.</summary>
    internal JsonObject Json(List<Fault> faults)
    {
        var json = new JsonObject
        {
            ["name"] = Name?.Trim() ?? "",
            ["enabled"] = Enabled,
            ["docTypes"] = Texts(DocTypes),
            ["events"] = new JsonArray([.. Events.Concat(Parts(OtherEvents)).Select(static e => (JsonNode)e)]),
            ["url"] = Url?.Trim() ?? "",
            ["dynamicUrl"] = !PlainUrl,
            ["method"] = Method,
            ["body"] = Body(faults),
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
        if (Parsed("authentication", Authentication, faults) is { } authentication)
        {
            json["authentication"] = authentication;
        }

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

    private JsonObject Body(List<Fault> faults)
    {
        var body = new JsonObject { ["type"] = Structure };
        if (Structure is "json" or "form")
        {
            body["fields"] = Parsed("body.fields", Fields, faults) ?? new JsonArray();
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

    private static JsonNode? Parsed(string member, string? text, List<Fault> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            faults.Add(new Fault(member, text.Length > 60 ? text[..60] + "…" : text, $"JSON: {e.Message}"));
            return null;
        }
    }

    private static JsonNode Header(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return new JsonObject { ["name"] = colon < 0 ? line : line[..colon].Trim(), ["value"] = colon < 0 ? "" : line[(colon + 1)..].Trim() };
    }

    private static JsonArray Texts(string? list) => new([.. Parts(list).Select(static p => (JsonNode)p)]);

    private static string[] Parts(string? list) => (list ?? "").Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
