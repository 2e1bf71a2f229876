using System.Globalization;
using System.Text.Json;
using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents.Listing;

/// <summary>
/// A list that was checked and can be written out. It is read page by page: which rows there are is one query, their bodies are many,
/// so that no snapshot of the database stays open while a slow client reads.
/// </summary>
internal sealed class DocumentList
{
    private const int PageSize = 500;

    private readonly DocType _type;
    private readonly List<(string As, ListField Field)> _fields;
    private readonly ListFilters _filters;
    private readonly string _order;
    private readonly ListRequest _request;

    private DocumentList(DocType type, List<(string, ListField)> fields, ListFilters filters, string order, ListRequest request) =>
        (_type, _fields, _filters, _order, _request) = (type, fields, filters, order, request);

    public static (DocumentList? List, Refusal? Refusal) Of(DocType type, ListRequest request, TimeProvider time)
    {
        var (fields, refusal) = Fields(type, request.Fields);
        if (fields is null)
        {
            return (null, refusal);
        }

        var filters = new ListFilters(type, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        if ((filters.Add(request.Filters, any: false) ?? filters.Add(request.OrFilters, any: true)) is { } unfit)
        {
            return (null, unfit);
        }

        var (order, wrong) = ListOrder.Parse(type, request.OrderBy);
        return order is null ? (null, wrong) : (new DocumentList(type, fields, filters, order, request), null);
    }

    /// <summary>What the values are called, in their order.</summary>
    public IEnumerable<string> Keys => _fields.Select(static one => one.As);

    /// <summary>The same with this field in it.</summary>
    public DocumentList With(string field) =>
        Keys.Contains(field) ? this : new DocumentList(_type, [(field, ListField.Find(_type, field)!), .. _fields], _filters, _order, _request);

    /// <exception cref="DatabaseUnavailableException">the database cannot be read</exception>
    public long Count(Database database) =>
        database.Read(session => session.Long($"SELECT count(*) FROM document WHERE {_filters.Where}", [.. _filters.Arguments]))!.Value;

    /// <summary>The rows of the list, in order.</summary>
    /// <exception cref="DatabaseUnavailableException">the database cannot be read</exception>
    public List<long> Ids(Database database)
    {
        var limit = _request.Length <= 0 ? -1 : _request.Length;
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT id FROM document WHERE {_filters.Where} ORDER BY {_order} LIMIT ${_filters.Arguments.Count + 1} OFFSET ${_filters.Arguments.Count + 2}");
        return database.Read(session => session.Many(sql, static row => row.Long(0), [.. _filters.Arguments, limit, Math.Max(0, _request.Start)]));
    }

    /// <summary>Writes the rows as JSON values; the array around them is the caller's.</summary>
    public void Write(Utf8JsonWriter json, Database database, IReadOnlyList<long> ids)
    {
        var slots = new Slot[_type.Slots.Count];
        foreach (var body in Bodies(database, ids))
        {
            BodyReader.ReadStored(body, _type.Slots, slots);
            Write(json, body, slots);
        }
    }

    public bool AsLists => _request.AsLists;

    /// <summary>The first field alone.</summary>
    public void WriteValue(Utf8JsonWriter json, Database database, long id)
    {
        var slots = new Slot[_type.Slots.Count];
        var body = Bodies(database, [id]).FirstOrDefault() ?? [];
        if (body.Length > 0)
        {
            BodyReader.ReadStored(body, _type.Slots, slots);
        }

        var slot = slots[_fields[0].Field.Slot];
        json.WriteRawValue(slot.IsGiven ? slot.In(body) : "null"u8, skipInputValidation: true);
    }

    /// <summary>The pages in which to write.</summary>
    public static IEnumerable<IReadOnlyList<long>> Pages(List<long> ids) => ids.Chunk(PageSize);

    private void Write(Utf8JsonWriter json, byte[] body, Slot[] slots)
    {
        if (_request.AsLists)
        {
            json.WriteStartArray();
        }
        else
        {
            json.WriteStartObject();
        }

        foreach (var (name, field) in _fields)
        {
            if (!_request.AsLists)
            {
                json.WritePropertyName(name);
            }

            var slot = slots[field.Slot];
            json.WriteRawValue(slot.IsGiven ? slot.In(body) : "null"u8, skipInputValidation: true);
        }

        if (_request.AsLists)
        {
            json.WriteEndArray();
        }
        else
        {
            json.WriteEndObject();
        }
    }

    private static IEnumerable<byte[]> Bodies(Database database, IReadOnlyList<long> ids)
    {
        var found = database.Read(session => session.Many(
            "SELECT id, body FROM document WHERE id IN (SELECT value FROM json_each($1)) AND deleted = 0",
            static row => (Id: row.Long(0), Body: row.Bytes(1)),
            JsonSerializer.Serialize(ids))).ToDictionary(row => row.Id, row => row.Body);

        // What was deleted since the list was made is left out.
        return ids.Where(found.ContainsKey).Select(id => found[id]);
    }

    private static (List<(string, ListField)>? Fields, Refusal? Refusal) Fields(DocType type, JsonElement given)
    {
        var names = given.ValueKind switch
        {
            JsonValueKind.Array when given.GetArrayLength() > 0 => [.. given.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String ? name.ToString() : name.GetRawText())],
            JsonValueKind.String when given.GetString() is { Length: > 0 } text => text.Split(',', StringSplitOptions.TrimEntries).ToList(),
            _ => (List<string>)["name"],
        };
        var fields = new List<(string, ListField)>();
        foreach (var name in names)
        {
            if (QualifiedName.Bare(type, name) == "*")
            {
                fields.AddRange(ListField.All(type).Select(field => (field.Name, field)));
                continue;
            }

            var words = name.Split(" as ", 2, StringSplitOptions.TrimEntries);
            if (ListField.Find(type, QualifiedName.Bare(type, words[0])) is not { } found)
            {
                return (null, Refuse.NotPermittedInQuery(name));
            }

            fields.Add((words.Length == 2 ? words[1].Replace("`", "", StringComparison.Ordinal) : found.Name, found));
        }

        // The same field twice would be the same key twice.
        return (fields.DistinctBy(field => field.Item1).ToList(), null);
    }
}
