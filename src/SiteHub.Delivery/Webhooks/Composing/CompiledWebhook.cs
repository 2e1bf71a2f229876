using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using SiteHub.Delivery.Scripts;

namespace SiteHub.Delivery.Webhooks;

/// <summary>A definition made ready to use: scripts and templates parsed once. Safe for use by many threads.</summary>
public sealed class CompiledWebhook
{
    private const string JsonType = "application/json";

    private readonly UrlTemplate _url;
    private readonly (string Name, PlaceholderTemplate Value)[] _headers;
    private readonly Script? _transform;
    private readonly LiquidTemplate? _template;
    private readonly bool _checksJson;

    /// <param name="definition">one in which <see cref="WebhookValidation"/> found no fault</param>
    /// <exception cref="FormatException">it has faults nevertheless; scripts and templates aside, which become a <see cref="Refusal"/></exception>
    public CompiledWebhook(WebhookDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Definition = definition;
        _url = UrlTemplate.Parse(definition.Url, definition.DynamicUrl);
        _headers = [.. definition.Headers.Where(static h => h.Value.Length > 0).Select(static h => (h.Name, PlaceholderTemplate.Parse(h.Value)))];
        Redactor = new Redactor(definition);
        Pem = definition.Authentication.OfType<WebhookAuthentication.MutualTls>().FirstOrDefault()?.Pem;
        Condition = Read("condition", definition.Condition, Script.Compile);
        _transform = Read("transform", definition.Transform, Script.Compile);
        if (definition.Body is WebhookBody.Template template)
        {
            _template = Read("template", template.Source, LiquidTemplate.Parse);
            _checksJson = MediaTypeHeaderValue.Parse(template.ContentType).MediaType is { } type && (type == JsonType || type.EndsWith("+json", StringComparison.Ordinal));
        }
    }

    public WebhookDefinition Definition { get; }

    /// <summary>
    /// Why it can be used by nobody: what was stored may be outside of what scripts and templates are today. One bad row stops nothing, so such a webhook is there, says
    /// this of every document, and is held at start.
    /// </summary>
    public string? Refusal { get; private set; }

    internal Script? Condition { get; }

    internal Redactor Redactor { get; }

    /// <summary>The client certificate; null for none.</summary>
    internal string? Pem { get; }

    /// <summary>Whether the document as it was must be kept with the event.</summary>
    internal bool NeedsBefore =>
        _transform is not null || (Definition.Body as WebhookBody.Template)?.Source.Contains("before", StringComparison.Ordinal) is true
        || Definition.Url.Contains("before", StringComparison.Ordinal) || Definition.Headers.Any(static h => h.Value.Contains("before", StringComparison.Ordinal));

    /// <summary>Whether an event is one of those that the webhook is for, its condition aside.</summary>
    public bool Concerns(WebhookEvent message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Definition.IsFor(message.DocType, message.Site) && TypeOf(message) is not null;
    }

    /// <summary>Whether the condition holds.</summary>
    public ScriptOutcome<bool> Test(WebhookEvent message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Refusal is not null ? new ScriptOutcome<bool>.Failed(Refusal) : Condition is null ? new ScriptOutcome<bool>.Value(true) : Condition.Test(message.Doc, message.Before);
    }

    /// <summary>The request for an event, as it would be sent. Never throws for what a document or a script does.</summary>
    /// <param name="message">the event</param>
    /// <param name="id">the header <c>webhook-id</c></param>
    public Composition Compose(WebhookEvent message, string id)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Refusal is not null)
        {
            return new Composition.Failed(Refusal);
        }

        try
        {
            using var doc = JsonDocument.Parse(message.Doc);
            using var before = message.Before is { } was ? JsonDocument.Parse(was) : null;
            var type = TypeOf(message) ?? message.Types[0];
            string Value(string[] path) => Find(path, message, type, doc.RootElement, before?.RootElement);
            var headers = new List<KeyValuePair<string, string>>(_headers.Length);
            var contentType = "";
            foreach (var (name, template) in _headers)
            {
                var value = HeaderValue(name, template.Render(Value, static v => v));
                if (name.Equals("content-type", StringComparison.OrdinalIgnoreCase))
                {
                    contentType = MediaTypeHeaderValue.TryParse(value, out _) ? value : throw new ComposeException($"the header Content-Type would be \"{value}\", which is none");
                }
                else
                {
                    headers.Add(new(name, value));
                }
            }

            var url = _url.Render(Value);
            if (Definition.Method == "GET")
            {
                return new Composition.Ready(new WebhookRequest(id, Definition.Method, url, null, headers, default));
            }

            var (body, itsType) = Body(message, type, doc.RootElement, before?.RootElement);
            return new Composition.Ready(new WebhookRequest(id, Definition.Method, url, contentType.Length > 0 ? contentType : itsType, headers, body));
        }
        catch (ComposeException e)
        {
            return new Composition.Failed(e.Message);
        }
        catch (JsonException e)
        {
            return new Composition.Failed($"the document is not JSON: {e.Message}");
        }
        catch (UriFormatException e)
        {
            return new Composition.Failed($"the URL cannot be: {e.Message}");
        }
    }

    /// <summary>Which of the save's events the webhook calls it by: the first in its own list. Null if it is for none of them.</summary>
    internal string? TypeOf(WebhookEvent message)
    {
        foreach (var type in Definition.Events)
        {
            if (message.Types.Contains(type))
            {
                return type;
            }
        }

        return null;
    }

    private T? Read<T>(string member, string? source, Func<string, T> read)
        where T : class
    {
        try
        {
            return source is null ? null : read(source);
        }
        catch (Exception e) when (e is ScriptException or FormatException)
        {
            Refusal ??= $"Its {member} cannot be used any more: {e.Message}. Correct it, then enable the webhook.";
            return null;
        }
    }

    private (ReadOnlyMemory<byte> Body, string ContentType) Body(WebhookEvent message, string type, JsonElement doc, JsonElement? before)
    {
        if (_transform is null)
        {
            return Shape(message, type, message.Doc, doc, before);
        }

        switch (_transform.Transform(message.Doc, message.Before))
        {
            case ScriptOutcome<ReadOnlyMemory<byte>>.Value { Result: var made }:
                using (var transformed = JsonDocument.Parse(made))
                {
                    return Shape(message, type, made, transformed.RootElement, before);
                }

            case ScriptOutcome<ReadOnlyMemory<byte>>.Failed { Reason: var reason }:
                throw new ComposeException($"the transform failed: {reason}");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private (ReadOnlyMemory<byte> Body, string ContentType) Shape(WebhookEvent message, string type, ReadOnlyMemory<byte> text, JsonElement doc, JsonElement? before)
    {
        switch (Definition.Body)
        {
            case WebhookBody.Envelope:
                return (BodyComposer.Envelope(message, type, text), JsonType);
            case WebhookBody.Document:
                return (text, JsonType);
            case WebhookBody.Json { Fields: var fields }:
                return (BodyComposer.Json(fields, OneObject(doc)), JsonType);
            case WebhookBody.Form { Fields: var fields }:
                return (BodyComposer.Form(fields, OneObject(doc)), "application/x-www-form-urlencoded");
            case WebhookBody.Template template:
                var body = _template!.Render(message, type, doc, before);
                CheckJson(body);
                return (body, template.ContentType);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static JsonElement OneObject(JsonElement doc) => doc.ValueKind is JsonValueKind.Object
        ? doc
        : throw new ComposeException($"fields are chosen from an object, and the transform made {doc.ValueKind.ToString().ToLowerInvariant()} of it");

    private void CheckJson(byte[] body)
    {
        if (!_checksJson)
        {
            return;
        }

        try
        {
            using var parsed = JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw new ComposeException($"what the template gives is not JSON, as its content type says: {e.Message} (write texts as {{{{ doc.title | json }}}})");
        }
    }

    /// <summary>A document could otherwise smuggle in headers of its own (RFC 9110, section 5.5).</summary>
    private static string HeaderValue(string name, string value) => value.AsSpan().ContainsAnyInRange('\0', '\u001F') || value.Contains('\u007F', StringComparison.Ordinal)
        ? throw new ComposeException($"the header {name} would hold a line break or another control character")
        : value.Trim();

    private static string Find(string[] path, WebhookEvent message, string type, JsonElement doc, JsonElement? before)
    {
        switch (path[0])
        {
            case "docType":
                return message.DocType;
            case "name":
                return message.Name;
            case "site":
                return message.Site;
            case "event":
                return type;
            case "revision":
                return message.Revision.ToString(CultureInfo.InvariantCulture);
        }

        var at = path[0] == "doc" ? doc : before ?? default;
        foreach (var step in path.AsSpan(1))
        {
            at = at.ValueKind switch
            {
                JsonValueKind.Object when at.TryGetProperty(step, out var member) => member,
                JsonValueKind.Array when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < at.GetArrayLength() => at[i],
                _ => default,
            };
        }

        return BodyComposer.Plain(at);
    }
}
