using System.Text.Json;
using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Agreements;

/// <summary>What a publication of the configuration shows of a document: told again here, without a line of the program's.</summary>
internal sealed class PublishedForm(JsonObject publication, bool submittable)
{
    private readonly JsonArray _fields = publication["fields"]!.AsArray();
    private readonly string? _when = (string?)publication["when"];
    private readonly string? _account = (string?)publication["account"];

    /// <summary>The publications of a site of the configuration, by DocType.</summary>
    public static Dictionary<string, PublishedForm> OfAll(JsonObject site)
    {
        var submittable = site["source"]!["docTypes"]!.AsArray().Where(docType => (bool?)docType!["submittable"] == true).Select(docType => (string)docType!["name"]!).ToHashSet();
        return site["publications"]!.AsArray().ToDictionary(
            publication => (string)publication!["docType"]!, publication => new PublishedForm(publication!.AsObject(), submittable.Contains((string)publication["docType"]!)));
    }

    public bool Shows(JsonElement body) => _when switch
    {
        null => !submittable || DocStatus(body) >= 1,
        "doc.docstatus >= 1 && doc.status !== 'Return'" => DocStatus(body) >= 1 && Text(body, "status") != "Return",
        "true" => true,
        "!doc.disabled" => !body.TryGetProperty("disabled", out var disabled) || disabled.ValueKind != JsonValueKind.Number || disabled.GetDouble() == 0,
        _ => throw new NotSupportedException($"The tests do not know the condition {_when}."),
    };

    public string? AccountOf(JsonElement body) => _account is null ? null : Text(body, _account) is { Length: > 0 } account ? account : null;

    /// <summary>Each published member with the value's text, to the letter.</summary>
    public SortedDictionary<string, string> Of(JsonElement body) => Members(body, _fields);

    /// <summary>The same of what the hub holds.</summary>
    public static SortedDictionary<string, string> Members(JsonElement held)
    {
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in held.EnumerateObject())
        {
            members.Add(member.Name, Flat(member.Value));
        }

        return members;
    }

    private static SortedDictionary<string, string> Members(JsonElement body, JsonArray fields)
    {
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var name = field is JsonObject ? (string)field["field"]! : (string)field!;
            if (!body.TryGetProperty(name, out var value))
            {
                continue;
            }

            var shown = (string?)(field as JsonObject)?["as"] ?? name;
            members.Add(shown, (field as JsonObject)?["columns"] is JsonArray columns && value.ValueKind == JsonValueKind.Array
                ? string.Join(';', value.EnumerateArray().Select(row => Joined(Members(row, columns))))
                : Flat(value));
        }

        return members;
    }

    /// <summary>Rows of a table member by member: their order within a row is nobody's promise.</summary>
    private static string Flat(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object)
        ? string.Join(';', value.EnumerateArray().Select(row => Joined(Members(row))))
        : value.GetRawText();

    private static string Joined(SortedDictionary<string, string> row) => string.Join(',', row.Select(member => $"{member.Key}={member.Value}"));

    private static long DocStatus(JsonElement body) => body.GetProperty("docstatus").GetInt64();

    private static string? Text(JsonElement body, string field) => body.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
