using System.Text.Json.Nodes;

namespace SiteHub.Agent.Sources.Frappe.Calls;

/// <summary>One question for rows. By POST: a request line has at most 4,094 bytes, and five hundred names have more.</summary>
internal sealed record ListQuery(string DocType, params string[] Fields)
{
    public const string Path = "/api/method/frappe.client.get_list";

    private readonly JsonArray _filters = [];
    private readonly JsonArray _orFilters = [];

    /// <summary>Zero: all.</summary>
    public int Limit { get; init; }

    public string? Order { get; init; }

    /// <summary>Of a child table's rows, whose DocType's rights they have.</summary>
    public string? Parent { get; init; }

    public ListQuery Where(string field, string comparison, string value) => And(field, comparison, value);

    public ListQuery WhereIn(string field, IEnumerable<string> values) => And(field, "in", new JsonArray([.. values.Select(static v => (JsonNode)v)]));

    public ListQuery Or(string field, string comparison, string value)
    {
        _orFilters.Add((JsonNode)new JsonArray(field, comparison, value));
        return this;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["doctype"] = DocType,
            ["fields"] = new JsonArray([.. Fields.Select(static f => (JsonNode)f)]),
            ["limit_page_length"] = Limit,
        };
        if (_filters.Count > 0)
        {
            json["filters"] = _filters.DeepClone();
        }

        if (_orFilters.Count > 0)
        {
            json["or_filters"] = _orFilters.DeepClone();
        }

        if (Order is not null)
        {
            json["order_by"] = Order;
        }

        if (Parent is not null)
        {
            json["parent"] = Parent;
        }

        return json;
    }

    private ListQuery And(string field, string comparison, JsonNode value)
    {
        _filters.Add((JsonNode)new JsonArray(field, comparison, value));
        return this;
    }
}
