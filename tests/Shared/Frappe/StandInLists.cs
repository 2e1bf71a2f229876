using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SiteHub.Testing.Frappe;

/// <summary>Lists of documents as Frappe answers them: fields, filters, order, pages; and what the user's rights hide of them, without a word.</summary>
internal static class StandInLists
{
    private static readonly string[] Standard = ["name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"];

    public static JsonArray Of(StandInSite site, StandInUser user, string docType, IReadOnlyDictionary<string, JsonNode?> asked)
    {
        var type = site.Type(docType);
        var parent = Text(asked, "parent");
        if (type.IsTable && parent is null)
        {
            throw new StandInError(403, "PermissionError", "frappe.exceptions.PermissionError", $"User <strong>{user.Name}</strong> does not have doctype access via role permission for document <strong>{docType}</strong>");
        }

        if (user.Reads?.Contains(parent ?? docType) == false)
        {
            throw StandInError.Forbidden(user.Name, docType, list: true);
        }

        var all = type.IsTable ? Rows(site, user, parent!, docType) : Seen(site, user, docType);
        var filters = Filters(Node(asked, "filters"), type);
        var any = Filters(Node(asked, "or_filters"), type);
        var found = all.Where(doc => filters.TrueForAll(filter => filter(doc)) && (any.Count == 0 || any.Exists(filter => filter(doc))));
        found = Ordered(found, Text(asked, "order_by") ?? (type.IsTable ? "idx asc" : "modified desc"));
        var start = Number(asked, "limit_start") ?? Number(asked, "start") ?? 0;
        var limit = Number(asked, "limit_page_length") ?? Number(asked, "limit") ?? 20;
        found = found.Skip(start);
        var page = limit > 0 ? found.Take(limit) : found;
        var fields = Node(asked, "fields") is JsonArray list ? [.. list.Select(static f => (string)f!)] : new List<string> { "name" };
        var dicts = Text(asked, "as_dict") is not ("0" or "false" or "False");
        return new JsonArray([.. page.Select(doc => dicts ? Shown(type, user, doc, fields) : new JsonArray([.. fields.Select(f => doc[f]?.DeepClone())]) as JsonNode)]);
    }

    public static IEnumerable<JsonObject> Seen(StandInSite site, StandInUser user, string docType) => site.Of(docType).Values.Where(doc => IsSeen(site, user, docType, doc));

    public static bool IsSeen(StandInSite site, StandInUser user, string docType, JsonObject doc) => user.Only.All(only =>
        (docType != only.Key || only.Value.Contains((string)doc["name"]!))
        && site.Type(docType).Columns.Where(f => f.Type == "Link" && f.Options == only.Key).All(f => (string?)doc[f.Name] is not { } linked || only.Value.Contains(linked)));

    public static int Count(StandInSite site, StandInUser user, string docType, JsonNode? filters)
    {
        var all = Filters(filters, site.Type(docType));
        return Seen(site, user, docType).Count(doc => all.TrueForAll(filter => filter(doc)));
    }

    /// <summary>Without the fields that the user's level hides.</summary>
    private static JsonObject Shown(StandInType type, StandInUser user, JsonObject doc, List<string> fields)
    {
        var shown = new JsonObject();
        foreach (var field in fields.SelectMany(f => f != "*" ? [f] : Standard.Concat(type.IsTable ? ["parent", "parentfield", "parenttype"] : []).Concat(type.Columns.Select(static c => c.Name))))
        {
            if (type.Find(field) is not { PermLevel: > 0 } || user.IsAdministrator)
            {
                shown[field] = doc[field]?.DeepClone();
            }
        }

        return shown;
    }

    private static IEnumerable<JsonObject> Rows(StandInSite site, StandInUser user, string parent, string rowType) => Seen(site, user, parent)
        .SelectMany(doc => site.Type(parent).Tables.Where(t => t.Options == rowType).SelectMany(t => doc[t.Name]!.AsArray().Select(static row => row!.AsObject())));

    private static IEnumerable<JsonObject> Ordered(IEnumerable<JsonObject> found, string order)
    {
        IOrderedEnumerable<JsonObject>? ordered = null;
        foreach (var part in order.Split(','))
        {
            var words = part.Trim().Replace("`", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var field = words[0].Split('.')[^1];
            var down = words.Length > 1 && words[1].Equals("desc", StringComparison.OrdinalIgnoreCase);
            ordered = (ordered, down) switch
            {
                (null, false) => found.OrderBy(Key, Values),
                (null, true) => found.OrderByDescending(Key, Values),
                (_, false) => ordered.ThenBy(Key, Values),
                _ => ordered.ThenByDescending(Key, Values),
            };
            string Key(JsonObject doc) => Of(doc[field]);
        }

        return ordered ?? found;
    }

    private static List<Predicate<JsonObject>> Filters(JsonNode? filters, StandInType type)
    {
        var all = new List<Predicate<JsonObject>>();
        switch (filters)
        {
            case JsonObject by:
                foreach (var (field, wanted) in by)
                {
                    all.Add(wanted is JsonArray { Count: 2 } pair ? Filter(type, field, (string)pair[0]!, pair[1]) : Filter(type, field, "=", wanted));
                }

                break;
            case JsonArray list:
                foreach (var item in list.OfType<JsonArray>())
                {
                    var at = item.Count == 4 ? 1 : 0;
                    all.Add(Filter(type, (string)item[at]!, (string)item[at + 1]!, item[at + 2]));
                }

                break;
        }

        return all;
    }

    private static Predicate<JsonObject> Filter(StandInType type, string field, string comparison, JsonNode? wanted)
    {
        if (type.Find(field) is null && !Standard.Contains(field) && field is not ("parent" or "parentfield" or "parenttype"))
        {
            throw StandInError.Invalid($"Field not permitted in query: {field}", "DataError");
        }

        var text = Of(wanted);
        var many = wanted is JsonArray list ? list.Select(Of).ToHashSet(StringComparer.OrdinalIgnoreCase) : [];
        return comparison.ToUpperInvariant() switch
        {
            "=" => doc => Values.Compare(Of(doc[field]), text) == 0,
            "!=" => doc => Values.Compare(Of(doc[field]), text) != 0,
            ">" => doc => doc[field] is not null && Values.Compare(Of(doc[field]), text) > 0,
            ">=" => doc => doc[field] is not null && Values.Compare(Of(doc[field]), text) >= 0,
            "<" => doc => doc[field] is not null && Values.Compare(Of(doc[field]), text) < 0,
            "<=" => doc => doc[field] is not null && Values.Compare(Of(doc[field]), text) <= 0,
            "IN" => doc => many.Contains(Of(doc[field])),
            "NOT IN" => doc => !many.Contains(Of(doc[field])),
            "BETWEEN" => doc => Values.Compare(Of(doc[field]), Of(wanted!.AsArray()[0])) >= 0 && Values.Compare(Of(doc[field]), Of(wanted.AsArray()[1])) <= 0,
            "LIKE" => Like(field, text),
            "IS" => doc => doc[field] is null == (text == "not set"),
            _ => throw StandInError.Invalid($"Operator must be one of =, !=, …"),
        };
    }

    private static Predicate<JsonObject> Like(string field, string text)
    {
        var pattern = new Regex("^" + string.Join(".*", text.Split('%').Select(Regex.Escape)) + "$", RegexOptions.IgnoreCase | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        return doc => pattern.IsMatch(Of(doc[field]));
    }

    /// <summary>As MariaDB compares by default: without regard to case, numbers by their value.</summary>
    private static readonly Comparer<string> Values = Comparer<string>.Create(static (a, b) =>
        decimal.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && decimal.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var y) ? x.CompareTo(y) : string.Compare(a, b, StringComparison.OrdinalIgnoreCase));

    private static string Of(JsonNode? value) => value is null ? "" : value.GetValueKind() == JsonValueKind.String ? (string)value! : value.ToJsonString();

    private static JsonNode? Node(IReadOnlyDictionary<string, JsonNode?> asked, string name) =>
        asked.GetValueOrDefault(name) is not { } node ? null : node.GetValueKind() == JsonValueKind.String ? Parsed((string)node!) : node;

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(IReadOnlyDictionary<string, JsonNode?> asked, string name) => asked.GetValueOrDefault(name) is { } node ? Of(node) : null;

    private static int? Number(IReadOnlyDictionary<string, JsonNode?> asked, string name) => Text(asked, name) is { } text && int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
