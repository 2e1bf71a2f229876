using System.Globalization;
using System.Text.Json.Nodes;

namespace SiteHub.Testing.Frappe;

/// <summary>The documents of a stand-in, and the rules by which they are saved.</summary>
internal sealed class StandInSite(StandInClock clock)
{
    private static readonly string[] Standard = ["name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"];

    private readonly Dictionary<string, Dictionary<string, JsonObject>> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _series = [];
    private int _names;

    public StandInClock Clock => clock;

    public Lock Lock { get; } = new();

    public Dictionary<string, StandInType> Types { get; } = new(StringComparer.Ordinal);

    public List<StandInUser> Users { get; } = [];

    /// <summary>Who is signed in, by the name of their User.</summary>
    public HashSet<string> Sessions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What was fired, in the order of the commits.</summary>
    public event Action<string, string, JsonObject>? Fired;

    /// <summary>Which documents point at one another: cancelling what is pointed at is refused.</summary>
    public Func<string, JsonObject, (string DocType, string Name)?> Referrer { get; set; } = static (_, _) => null;

    /// <summary>Asked before a save: an app's own rules.</summary>
    public Action<string, JsonObject, JsonObject?>? Validate { get; set; }

    /// <summary>After a save, in the same transaction: what an app derives from it.</summary>
    public Action<string, JsonObject>? Saved { get; set; }

    /// <summary>In the transaction of a rename: what points at the document by its name, as a statement of the database's own changes it.</summary>
    public Action<string, string, string>? Renamed { get; set; }

    /// <summary>What Frappe's own DocTypes do when they are saved, by their name; given the document and how it was.</summary>
    public Dictionary<string, Action<JsonObject, JsonObject?>> Setup { get; } = new(StringComparer.Ordinal);

    /// <summary>The same when one is deleted.</summary>
    public Dictionary<string, Action<JsonObject>> Undone { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, JsonObject> Of(string docType)
    {
        if (!_documents.TryGetValue(docType, out var documents))
        {
            _documents[docType] = documents = new Dictionary<string, JsonObject>(StringComparer.OrdinalIgnoreCase);
        }

        return documents;
    }

    public void Add(StandInType type) => Types[type.Name] = type;

    public StandInType Type(string docType) => Types.GetValueOrDefault(docType) ?? throw StandInError.Missing("DocType", docType);

    public JsonObject Find(string docType, string name) => Of(docType).GetValueOrDefault(name) ?? throw StandInError.Missing(docType, name);

    public JsonObject Insert(string docType, JsonObject given, string user = "Administrator", bool silent = false)
    {
        lock (Lock)
        {
            var type = Type(docType);
            var now = clock.Now();
            var doc = new JsonObject();
            foreach (var name in Standard)
            {
                doc[name] = null;
            }

            var name1 = NameOf(type, given);
            (doc["name"], doc["owner"], doc["creation"], doc["modified"], doc["modified_by"], doc["docstatus"], doc["idx"]) = (name1, user, now, now, user, 0, 0);
            foreach (var field in type.Fields)
            {
                doc[field.Name] = field.Type == "Table" ? new JsonArray() : field.Default is { } text ? text.GetValueKind() == System.Text.Json.JsonValueKind.String && (string)text! == "Today" ? clock.Today() : text.DeepClone() : field.Empty?.DeepClone();
            }

            Put(type, doc, given, now, user);
            Check(type, doc);
            if (Of(docType).ContainsKey(name1))
            {
                throw StandInError.Duplicate(docType, name1);
            }

            var status = given["docstatus"] is { } wanted ? (int)wanted : 0;
            doc["docstatus"] = status;
            Validate?.Invoke(docType, doc, null);
            Setup.GetValueOrDefault(docType)?.Invoke(doc, null);
            Of(docType)[name1] = doc;
            Saved?.Invoke(docType, doc);
            if (!silent)
            {
                Fire(docType, doc, status == 1 ? ["after_insert", "on_update", "on_submit"] : ["after_insert", "on_update"]);
            }

            return doc;
        }
    }

    public JsonObject Update(string docType, string name, JsonObject given, string user = "Administrator")
    {
        lock (Lock)
        {
            var (doc, events) = Prepare(docType, name, given, user);
            Of(docType)[(string)doc["name"]!] = doc;
            Saved?.Invoke(docType, doc);
            Fire(docType, doc, events);
            return doc;
        }
    }

    /// <summary>Stamped now, and seen by nobody until it is committed: what a job with a long transaction does.</summary>
    public Action UpdateLate(string docType, string name, JsonObject given)
    {
        var (doc, events) = Prepare(docType, name, given, "Administrator");
        return () =>
        {
            lock (Lock)
            {
                Of(docType)[name] = doc;
                Fire(docType, doc, events);
            }
        };
    }

    /// <summary>As a statement of the database's own does: no time changes, nothing is fired.</summary>
    public void Set(string docType, string name, string field, JsonNode? value)
    {
        lock (Lock)
        {
            Find(docType, name)[field] = value;
        }
    }

    /// <summary>As a statement of the database's own does: nothing tells of it.</summary>
    public JsonObject DeleteSilently(string docType, string name)
    {
        lock (Lock)
        {
            var doc = Find(docType, name);
            Of(docType).Remove(name);
            return doc;
        }
    }

    /// <summary>As a backup brings it back.</summary>
    public void Restore(string docType, JsonObject doc)
    {
        lock (Lock)
        {
            Of(docType)[(string)doc["name"]!] = doc;
        }
    }

    public void Delete(string docType, string name, string user = "Administrator")
    {
        lock (Lock)
        {
            if (!Of(docType).TryGetValue(name, out var doc))
            {
                throw StandInError.MissingWithoutWord();
            }

            if ((int)doc["docstatus"]! == 1)
            {
                throw StandInError.Invalid($"{docType} {name}: Submitted Record cannot be deleted. You must <a href='#'> Cancel </a> it first.");
            }

            Undone.GetValueOrDefault(docType)?.Invoke(doc);
            Of(docType).Remove(name);
            GiveBack(Type(docType), name);
            Bury(docType, name, doc, user);
            Fire(docType, doc, ["on_trash", "on_change"]);
        }
    }

    public void Rename(string docType, string name, string newName, bool merge = false)
    {
        lock (Lock)
        {
            var doc = Find(docType, name);
            if (Of(docType).ContainsKey(newName) != merge)
            {
                throw StandInError.Invalid(merge ? $"{docType} {newName} does not exist" : $"Another {docType} with name {newName} exists, select another name");
            }

            Of(docType).Remove(name);
            if (merge)
            {
                Bury(docType, name, doc, "Administrator");
                return;
            }

            var renamed = (JsonObject)doc.DeepClone();
            renamed["name"] = newName;
            foreach (var row in Type(docType).Tables.SelectMany(table => renamed[table.Name]!.AsArray()))
            {
                row!["parent"] = newName;
            }

            Of(docType)[newName] = renamed;
            Renamed?.Invoke(docType, name, newName);
        }
    }

    private (JsonObject Doc, IReadOnlyList<string> Events) Prepare(string docType, string name, JsonObject given, string user)
    {
        var type = Type(docType);
        var before = Find(docType, name);
        if (given["modified"] is { } sent && (string)sent! != (string)before["modified"]!)
        {
            throw StandInError.Stale((string)before["modified"]!, (string)sent!);
        }

        var now = clock.Now();
        var doc = (JsonObject)before.DeepClone();
        var (from, to) = ((int)before["docstatus"]!, given["docstatus"] is { } wanted ? (int)wanted : (int)before["docstatus"]!);
        if (from == 2)
        {
            throw new StandInError(417, "ValidationError", "frappe.exceptions.ValidationError: Cannot edit cancelled document");
        }

        if (to < from || (from == 0 && to == 2))
        {
            throw StandInError.Invalid($"Cannot change docstatus from {from} to {to}", "DocstatusTransitionError");
        }

        if (to == 2 && Referrer(docType, before) is var (by, byName))
        {
            throw StandInError.Invalid($"Cannot delete or cancel because {docType} <a href=\"#\">{name}</a> is linked with {by} <a href=\"#\">{byName}</a> ", "LinkExistsError");
        }

        Put(type, doc, given, now, user);
        if (from == 1 && to == 1)
        {
            foreach (var field in type.Columns.Where(static f => !f.AllowOnSubmit))
            {
                if (!JsonNode.DeepEquals(before[field.Name], doc[field.Name]))
                {
                    throw StandInError.Invalid($" Not allowed to change <strong>{field.Label}</strong> after submission from <strong>{before[field.Name]}</strong> to <strong>{doc[field.Name]}</strong>", "UpdateAfterSubmitError");
                }
            }
        }

        Check(type, doc);
        (doc["modified"], doc["modified_by"], doc["docstatus"]) = (now, user, to);
        Validate?.Invoke(docType, doc, before);
        Setup.GetValueOrDefault(docType)?.Invoke(doc, before);
        return (doc, (from, to) switch
        {
            (0, 0) => ["on_update", "on_change"],
            (0, _) => ["on_update", "on_submit", "on_change"],
            (1, 1) => ["on_change"],
            _ => ["on_cancel", "on_change"],
        });
    }

    private void Put(StandInType type, JsonObject doc, JsonObject given, string now, string user)
    {
        foreach (var field in type.Fields)
        {
            if (!given.TryGetPropertyValue(field.Name, out var value))
            {
                continue;
            }

            if (field.Type == "Password" && (string?)value is { Length: > 0 } masked && masked.All(static c => c == '*'))
            {
                // As it was shown: it stays.
                continue;
            }

            if (field.Type == "Table")
            {
                doc[field.Name] = Rows(Type(field.Options!), (string)doc["name"]!, type.Name, field.Name, value as JsonArray ?? [], now, user);
            }
            else
            {
                doc[field.Name] = Value(field, value);
            }
        }
    }

    private JsonArray Rows(StandInType type, string parent, string parentType, string parentField, JsonArray given, string now, string user)
    {
        var rows = new JsonArray();
        foreach (var (index, item) in given.Index())
        {
            var row = new JsonObject
            {
                ["name"] = (string?)item!["name"] ?? Hash(), ["owner"] = user, ["creation"] = now, ["modified"] = now, ["modified_by"] = user, ["docstatus"] = 0, ["idx"] = index + 1,
                ["parent"] = parent, ["parentfield"] = parentField, ["parenttype"] = parentType,
            };
            foreach (var field in type.Columns)
            {
                row[field.Name] = item.AsObject().TryGetPropertyValue(field.Name, out var value) ? Value(field, value) : field.Default?.DeepClone() ?? field.Empty?.DeepClone();
            }

            Check(type, row);
            rows.Add((JsonNode)row);
        }

        return rows;
    }

    private static JsonNode? Value(StandInField field, JsonNode? value)
    {
        if (value is null)
        {
            return field.Empty?.DeepClone();
        }

        if (field.Type == "Select" && field.Options is { } options && (string?)value is { Length: > 0 } chosen && !options.Split('\n').Contains(chosen))
        {
            throw StandInError.Invalid($" {field.Label} cannot be \"{chosen}\". It should be one of \"{string.Join("\", \"", options.Split('\n'))}\"");
        }

        // Frappe answers a Float that was given as 1 as 1.0.
        return field.Type is "Float" or "Currency" or "Percent" && value.GetValueKind() == System.Text.Json.JsonValueKind.Number && !value.ToJsonString().Contains('.', StringComparison.Ordinal)
            ? JsonNode.Parse(value.ToJsonString() + ".0")
            : value.DeepClone();
    }

    private void Check(StandInType type, JsonObject doc)
    {
        foreach (var field in type.Columns)
        {
            if (field.Required && doc[field.Name] is null)
            {
                throw new StandInError(417, "MandatoryError", $"frappe.exceptions.MandatoryError: [{type.Name}, {doc["name"]}]: {field.Name}", $"Error: Value missing for {type.Name}: {field.Label}");
            }

            if (field.Type == "Link" && field.Options is { } target && (string?)doc[field.Name] is { Length: > 0 } linked && Types.ContainsKey(target) && !Of(target).ContainsKey(linked))
            {
                throw StandInError.Invalid($"Could not find {field.Label}: {linked}", "LinkValidationError");
            }

            if (field.Unique && (string?)doc[field.Name] is { } value && Of(type.Name).Values.Any(other => (string?)other[field.Name] == value && (string)other["name"]! != (string)doc["name"]!))
            {
                throw StandInError.Unique(type.Name, (string)doc["name"]!, field.Name, field.Label, value);
            }
        }
    }

    private string NameOf(StandInType type, JsonObject given)
    {
        if (type.Naming == "prompt")
        {
            return (string?)given["name"] ?? throw StandInError.Invalid($"Please set the document name");
        }

        if (type.Naming.StartsWith("field:", StringComparison.Ordinal))
        {
            return (string?)given[type.Naming[6..]] ?? Hash();
        }

        if (type.Naming.StartsWith("small:", StringComparison.Ordinal))
        {
            return ((string)given[type.Naming[6..]]!).ToLowerInvariant().Replace(' ', '_');
        }

        if (type.Naming.StartsWith("pair:", StringComparison.Ordinal))
        {
            return string.Join('-', type.Naming[5..].Split('-').Select(field => (string)given[field]!));
        }

        if (type.Naming == "hash")
        {
            return Hash();
        }

        var hashes = type.Naming.Count(static c => c == '#');
        var prefix = type.Naming.Replace(".YYYY.", clock.Today()[..4], StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).Replace("#", "", StringComparison.Ordinal);
        if ((string?)given["amended_from"] is { } amended)
        {
            return $"{amended}-1";
        }

        _series[prefix] = _series.GetValueOrDefault(prefix) + 1;
        return prefix + _series[prefix].ToString(new string('0', hashes), CultureInfo.InvariantCulture);
    }

    /// <summary>The last number of a series is given again.</summary>
    private void GiveBack(StandInType type, string name)
    {
        foreach (var (prefix, number) in _series.ToList())
        {
            if (type.Naming.Contains('#', StringComparison.Ordinal) && name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name[prefix.Length..], CultureInfo.InvariantCulture, out var own) && own == number)
            {
                _series[prefix] = number - 1;
            }
        }
    }

    private void Bury(string docType, string name, JsonObject doc, string user) =>
        Insert("Deleted Document", new JsonObject { ["deleted_doctype"] = docType, ["deleted_name"] = name, ["restored"] = 0, ["data"] = doc.ToJsonString() }, user, silent: true);

    private void Fire(string docType, JsonObject doc, IEnumerable<string> events)
    {
        foreach (var one in events)
        {
            Fired?.Invoke(docType, one, doc);
        }
    }

    private string Hash() => $"h{Interlocked.Increment(ref _names):x9}";
}
