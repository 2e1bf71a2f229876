using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Resource;

/// <summary>
/// The named arguments of a request. Frappe takes them from the query, a form or a JSON body alike, and lists and objects among them
/// as JSON or as text that holds JSON. The first fault met is kept.
/// </summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    public Refusal? Refusal { get; private set; }

    public static async Task<Arguments> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        var arguments = new Arguments();
        arguments.AddQuery(request);
        if (Body.IsForm(request))
        {
            foreach (var (name, value) in await request.ReadFormAsync(cancellationToken))
            {
                arguments.Refusal ??= FormText.Fault(value);
                arguments._values[name] = JsonSerializer.SerializeToElement(value.ToString());
            }
        }
        else if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            var (bytes, refusal) = await Body.Read(request, cancellationToken);
            arguments.Refusal = refusal ?? arguments.Add(bytes);
        }

        return arguments;
    }

    public static Arguments OfQuery(HttpRequest request)
    {
        var arguments = new Arguments();
        arguments.AddQuery(request);
        return arguments;
    }

    public string? Text(string name) => _values.TryGetValue(name, out var value) ? TextOf(value) : null;

    /// <summary>A text that must be there.</summary>
    public string Required(string name)
    {
        if (Text(name) is { Length: > 0 } text)
        {
            return text;
        }

        Refusal ??= Refuse.Invalid($"The argument {name} is missing");
        return "";
    }

    public long? Number(string name)
    {
        if (Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Refusal ??= Refuse.Invalid($"The argument {name} must be a whole number, found {text}");
        return null;
    }

    public bool IsOff(string name) => Text(name) is "0" or "false" or "False";

    /// <summary>A value as it came.</summary>
    public JsonElement Raw(string name) => _values.GetValueOrDefault(name);

    /// <summary>A value, or what the text of it holds as JSON; text that is no JSON stays text.</summary>
    public JsonElement Json(string name)
    {
        if (!_values.TryGetValue(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return value;
        }

        var text = value.GetString()!;
        if (text.AsSpan().TrimStart() is not ['{' or '[' or '"', ..])
        {
            return value;
        }

        var (parsed, refusal) = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(text));
        Refusal ??= refusal;
        return refusal is null ? parsed : default;
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        _ => value.GetRawText(),
    };

    private void AddQuery(HttpRequest request)
    {
        foreach (var (name, value) in request.Query)
        {
            _values[name] = JsonSerializer.SerializeToElement(value.ToString());
        }
    }

    private Refusal? Add(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return null;
        }

        var (root, refusal) = StrictJson.Parse(bytes);
        if (refusal is not null)
        {
            return refusal;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return Refuse.Invalid("Invalid request arguments");
        }

        foreach (var member in root.EnumerateObject())
        {
            _values[member.Name] = member.Value;
        }

        return null;
    }
}
