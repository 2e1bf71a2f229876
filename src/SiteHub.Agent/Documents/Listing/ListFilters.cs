using System.Globalization;
using System.Text.Json;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Values;

namespace SiteHub.Agent.Documents.Listing;

/// <summary>Frappe's filters, in any of their spellings, as SQL with every value a parameter.</summary>
internal sealed class ListFilters(DocType type, DateOnly today)
{
    private const int MaxFilters = 50;
    private const int MaxText = 1_000;
    private const int MaxChoices = 1_000;

    private readonly List<string> _all = [];
    private readonly List<string> _any = [];

    public List<object?> Arguments { get; } = [type.Name];

    public string Where =>
        string.Join(" AND ", [.. _all.Prepend("doc_type = $1 AND deleted = 0"), .. _any.Count > 0 ? [$"({string.Join(" OR ", _any)})"] : (string[])[]]);

    /// <summary>All of these must hold; of those given with <paramref name="any"/>, one.</summary>
    public Refusal? Add(JsonElement filters, bool any)
    {
        switch (filters.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return null;
            case JsonValueKind.String when filters.GetString()!.Length == 0:
                return null;
            case JsonValueKind.Object:
                return AddMembers(filters, any);
            case JsonValueKind.Array when filters.GetArrayLength() > 0 && filters[0].ValueKind == JsonValueKind.String:
                return AddList(filters, any);
            case JsonValueKind.Array:
                foreach (var filter in filters.EnumerateArray())
                {
                    var refusal = filter.ValueKind switch
                    {
                        JsonValueKind.Array => AddList(filter, any),
                        JsonValueKind.Object => AddMembers(filter, any),
                        _ => Malformed(filter),
                    };
                    if (refusal is not null)
                    {
                        return refusal;
                    }
                }

                return null;
            default:
                return Malformed(filters);
        }
    }

    private Refusal? AddMembers(JsonElement filters, bool any)
    {
        foreach (var member in filters.EnumerateObject())
        {
            var isPair = member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() == 2 && member.Value[0].ValueKind == JsonValueKind.String;
            var refusal = isPair
                ? Add(type.Name, member.Name, member.Value[0].GetString()!, member.Value[1], any)
                : Add(type.Name, member.Name, member.Value.ValueKind == JsonValueKind.Array ? "in" : "=", member.Value, any);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    private Refusal? AddList(JsonElement filter, bool any)
    {
        var parts = filter.GetArrayLength();
        var from = parts == 3 ? 0 : 1;
        if (parts < 3 || !Enumerable.Range(0, from + 2).All(i => filter[i].ValueKind == JsonValueKind.String))
        {
            return Malformed(filter);
        }

        var docType = from == 0 ? type.Name : filter[0].GetString()!;
        return Add(docType, filter[from].GetString()!, filter[from + 1].GetString()!, filter[from + 2], any);
    }

    private Refusal? Add(string docType, string name, string op, JsonElement value, bool any)
    {
        if (_all.Count + _any.Count >= MaxFilters)
        {
            return Refuse.Invalid($"More than {MaxFilters} filters");
        }

        var (field, table) = Find(docType, QualifiedName.Bare(type, name));
        if (field is null)
        {
            return Refuse.NotPermittedInQuery(name);
        }

        var (sql, refusal) = Condition(field, op.Trim().ToLowerInvariant(), value);
        if (sql is null)
        {
            return refusal;
        }

        (any ? _any : _all).Add(table is null ? sql : $"EXISTS (SELECT 1 FROM json_each(body, '$.\"{table}\"') AS row WHERE {sql})");
        return null;
    }

    private (ListField? Field, string? Table) Find(string docType, string name)
    {
        if (docType == type.Name)
        {
            return (ListField.Find(type, name), null);
        }

        var table = type.Tables.FirstOrDefault(t => t.RowType!.Name == docType);
        return table is null ? (null, null) : (ListField.InRow(table.RowType!, name), table.Name);
    }

    private (string? Sql, Refusal? Refusal) Condition(ListField field, string op, JsonElement value)
    {
        // Frappe compares what is empty as "" or 0, so that "is not Open" also finds what has no status.
        var orEmpty = field.IsNumber ? $"ifnull({field.Sql}, 0)" : $"ifnull({field.Collated}, '')";
        switch (op)
        {
            case "=" or "!=" or "<>":
                return Single(field, value) is not { } equal ? (null, Unfit(field, value))
                    : op == "=" && field.Sql == "name" ? (ByName(JsonSerializer.Serialize((string[])[(string)equal])), null)
                    : ($"{orEmpty} {(op == "=" ? "=" : "!=")} {Argument(Collated(field, equal))}", null);
            case ">" or "<" or ">=" or "<=":
                return Single(field, value) is { } bound ? ($"{field.Collated} {op} {Argument(Collated(field, bound))}", null) : (null, Unfit(field, value));
            case "like" or "not like":
                return Text(value) is { Length: <= MaxText } pattern
                    ? ($"ifnull(frappe_fold({field.Sql}), '') {op.ToUpperInvariant()} {Argument(Folding.OfFrappe(pattern))} ESCAPE '\\'", null)
                    : (null, Unfit(field, value));
            case "in" or "not in":
                return Choices(field, value) is not { } choices ? (null, Unfit(field, value))
                    : op == "in" && field.Sql == "name" ? (ByName(choices), null)
                    : ($"{orEmpty} {op.ToUpperInvariant()} (SELECT value FROM json_each({Argument(Collated(field, choices))}))", null);
            case "is":
                return Text(value)?.ToLowerInvariant() switch
                {
                    "set" => ($"ifnull({field.Sql}, '') <> ''", null),
                    "not set" => ($"ifnull({field.Sql}, '') = ''", null),
                    _ => (null, Unfit(field, value)),
                };
            case "between":
                return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
                    && Single(field, value[0]) is { } low && Single(field, value[1]) is { } high
                    ? ($"{field.Collated} BETWEEN {Argument(Collated(field, low))} AND {Argument(Collated(field, DayEnd(field, high)))}", null)
                    : (null, Unfit(field, value));
            case "timespan":
                return Timespan.Of(Text(value) ?? "", today) is { } span && field.Type is FieldType.Date or FieldType.Datetime
                    ? ($"{field.Sql} BETWEEN {Argument(Day(span.From))} AND {Argument(DayEnd(field, Day(span.To)))}", null)
                    : (null, Refuse.Invalid($"Invalid value for filter {field.Name}: a Timespan is of a date, and one of {string.Join(", ", Timespan.Names)}; found {Shown(value)}"));
            default:
                return (null, Refuse.Invalid($"Operator must be one of =, !=, >, <, >=, <=, like, not like, in, not in, is, between, Timespan; found {op}"));
        }
    }

    private static string Collated(ListField field, string choices) =>
        field.IsText ? JsonSerializer.Serialize(JsonSerializer.Deserialize<string[]>(choices)!.Select(Folding.OfFrappe)) : choices;

    private static object Collated(ListField field, object value) => field.IsText && value is string text ? Folding.OfFrappe(text) : value;

    /// <summary>By the index where names are written as they are; all names are looked through only if one of them is not there.</summary>
    private string ByName(string names)
    {
        var (exact, folded) = (Argument(names), Argument(JsonSerializer.Serialize(JsonSerializer.Deserialize<string[]>(names)!.Select(Folding.OfFrappe))));
        return $"""
            id IN (
                SELECT n.id FROM document n WHERE n.doc_type = $1 AND n.name IN (SELECT value FROM json_each({exact}))
                UNION ALL
                SELECT n.id FROM document n WHERE n.doc_type = $1 AND frappe_fold(n.name) IN (SELECT value FROM json_each({folded}))
                AND (SELECT count(*) FROM document e WHERE e.doc_type = $1 AND e.deleted = 0 AND e.name IN (SELECT value FROM json_each({exact}))) < json_array_length({exact}))
            """;
    }

    private string Argument(object value)
    {
        Arguments.Add(value);
        return $"${Arguments.Count}";
    }

    private static object? Single(ListField field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return field.IsNumber ? 0L : "";
        }

        if (Text(value) is not { Length: <= MaxText } text)
        {
            return null;
        }

        if (!field.IsNumber)
        {
            return text;
        }

        if (text.Length == 0)
        {
            return 0L;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
            : FiniteNumber.TryParse(text, out var number) ? number
            : null;
    }

    /// <summary>A list, or words with commas between; as a JSON array, so that any number of them is one parameter.</summary>
    private static string? Choices(ListField field, JsonElement value)
    {
        var items = value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => Single(field, item))]
            : Text(value)?.Split(',', StringSplitOptions.TrimEntries).Select(item => Single(field, JsonSerializer.SerializeToElement(item))).ToList();
        return items is { Count: <= MaxChoices } && !items.Contains(null) ? JsonSerializer.Serialize(items) : null;
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "1",
                JsonValueKind.False => "0",
                JsonValueKind.Null => "",
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    /// <summary>"Between the 1st and the 2nd" means until the 2nd is over.</summary>
    private static object DayEnd(ListField field, object value) =>
        field.Type == FieldType.Datetime && value is string { Length: 10 } day ? $"{day} 23:59:59.999999" : value;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Refusal Malformed(JsonElement filter) =>
        Refuse.Invalid($"Filter must have 4 values (doctype, fieldname, operator, value): {Shown(filter)}");

    private static Refusal Unfit(ListField field, JsonElement value) => Refuse.Invalid($"Invalid value for filter {field.Name}: {Shown(value)}");

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length > 200 ? string.Concat(text.AsSpan(0, 200), "…") : text;
    }
}
