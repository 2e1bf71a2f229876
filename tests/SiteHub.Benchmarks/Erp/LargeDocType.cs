using System.Globalization;
using System.Text.Json.Nodes;
using SiteHub.Testing.Frappe;

namespace SiteHub.Benchmarks.Erp;

/// <summary>A DocType of very many documents with two rows each, worked out when they are asked for: nobody keeps them.</summary>
internal static class LargeDocType
{
    public const string Name = "Delivery Log";
    public const string Rows = "Delivery Log Row";
    private static readonly DateTime Begin = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    public static void AddTo(StandInFrappe frappe, int documents)
    {
        frappe.Site.Add(new StandInType(Rows, "hash", new("item_code"), new("qty", "Float"), new("rate", "Currency")) { IsTable = true });
        frappe.Site.Add(new StandInType(Name, "LOG-.#######", new("customer", "Link", "Customer"), new("status"), new("remarks", "Text"), new("grand_total", "Currency"), new("items", "Table", Rows)));
        frappe.Large[Name] = (asked => List(asked, documents), documents);
        frappe.Large[Rows] = (RowsOf, 2 * documents);
    }

    private static JsonArray List(IReadOnlyDictionary<string, JsonNode?> asked, int documents)
    {
        var limit = int.Parse(Text(asked, "limit_page_length") ?? "20", CultureInfo.InvariantCulture);
        var whole = (string)Node(asked, "fields")!.AsArray()[0]! == "*";
        var filters = Conditions(asked, "filters").Concat(Conditions(asked, "or_filters")).ToList();
        var indices = filters.Find(static filter => filter is ("name", "in", _)).Value is JsonArray names
            ? names.Select(static name => Index((string)name!))
            : Enumerable.Range(From(filters), documents).TakeWhile(index => index < documents).Take(limit);
        return new JsonArray([.. indices.Select(index => whole ? Document(index) : new JsonObject { ["name"] = NameOf(index), ["modified"] = ModifiedOf(index) })]);
    }

    /// <summary>Names and times go up together, so that each of them says where a page begins.</summary>
    private static int From(List<(string Field, string Comparison, JsonNode? Value)> filters) =>
        filters.Find(static filter => filter is ("name", ">", _)).Value is { } name ? Index((string)name!) + 1
        : filters.Find(static filter => filter is ("modified", ">=", _)).Value is { } modified ? (int)Math.Ceiling((DateTime.Parse((string)modified!, CultureInfo.InvariantCulture) - Begin).TotalSeconds)
        : 0;

    private static JsonArray RowsOf(IReadOnlyDictionary<string, JsonNode?> asked)
    {
        var parents = Conditions(asked, "filters").Single(static filter => filter is ("parent", "in", _)).Value!.AsArray();
        return new JsonArray([.. parents.SelectMany(static parent => Enumerable.Range(1, 2).Select(row => (JsonNode)new JsonObject
        {
            ["name"] = $"{(string)parent!}-{row}", ["parent"] = (string)parent!, ["parentfield"] = "items", ["parenttype"] = Name, ["idx"] = row, ["item_code"] = "PUMP-10", ["qty"] = row, ["rate"] = 249.5,
        }))]);
    }

    private static JsonObject Document(int index) => new JsonObject
    {
        ["name"] = NameOf(index), ["owner"] = "Administrator", ["creation"] = ModifiedOf(index), ["modified"] = ModifiedOf(index), ["modified_by"] = "Administrator", ["docstatus"] = 1, ["idx"] = 0,
        ["customer"] = $"CUST-{index % 2_000:D4}", ["status"] = "Open", ["remarks"] = "Left at the gate, as was agreed with the customer's own people on the telephone the day before.", ["grand_total"] = 748.5 + (index % 100),
    };

    private static string NameOf(int index) => $"LOG-{index + 1:D7}";

    private static int Index(string name) => int.Parse(name[4..], CultureInfo.InvariantCulture) - 1;

    private static string ModifiedOf(int index) => Begin.AddSeconds(index).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private static List<(string Field, string Comparison, JsonNode? Value)> Conditions(IReadOnlyDictionary<string, JsonNode?> asked, string name) =>
        [.. (Node(asked, name)?.AsArray() ?? []).Select(static one => one!.AsArray()).Select(static one => ((string)one[^3]!, ((string)one[^2]!).ToLowerInvariant(), one[^1]))];

    private static JsonNode? Node(IReadOnlyDictionary<string, JsonNode?> asked, string name) =>
        asked.GetValueOrDefault(name) is not { } node ? null : node is JsonValue value && value.TryGetValue<string>(out var text) ? JsonNode.Parse(text) : node;

    private static string? Text(IReadOnlyDictionary<string, JsonNode?> asked, string name) => asked.GetValueOrDefault(name)?.ToString();
}
