using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>
/// What is usually wanted of an ERP: DocTypes with the names of their fields, and publications and actions as they stand in the configuration. It is a file that
/// people read; what a site does not have is left out of what is made of it, and types and labels are the site's own.
/// </summary>
public sealed class Preset
{
    private const string Folder = "SiteHub.Agent.Sources.Frappe.Joining.Presets.";

    private static readonly string[] Standard = ["name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"];

    private readonly JsonObject _json;

    private Preset(JsonObject json) => _json = json;

    public static IReadOnlyList<string> Names { get; } = [.. typeof(Preset).Assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(static name => name[Folder.Length..^".json".Length])];

    /// <returns>null: there is none of that name</returns>
    public static Preset? Find(string name)
    {
        using var stream = typeof(Preset).Assembly.GetManifestResourceStream($"{Folder}{name}.json");
        return stream is null ? null : new Preset(JsonNode.Parse(stream)!.AsObject());
    }

    /// <summary>What it has, and the entry of a site that joined with an earlier one has not: the entry is its owner's, so nothing is put into it.</summary>
    /// <param name="site">the entry, with its publications and actions</param>
    public IReadOnlyList<JoinNote> Beyond(JsonObject site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var theirs = Of("publications").DistinctBy(static one => (string)one["docType"]!).ToDictionary(static one => (string)one["docType"]!, StringComparer.Ordinal);
        var actions = Of("actions").Select(static one => ((string?)one["docType"], (string?)one["name"])).ToHashSet();
        var members = Objects("publications").Where(one => theirs.ContainsKey((string)one["docType"]!))
            .SelectMany(one => one.Where(member => !theirs[(string)one["docType"]!].ContainsKey(member.Key) && member.Key != "when").Select(member => (member.Key, DocType: (string)one["docType"]!)))
            .GroupBy(static one => one.Key, static one => one.DocType).Select(static group => $"{group.Key} ({string.Join(", ", group)})");
        var more = members.Concat(Objects("actions").Select(static one => ((string?)one["docType"], (string?)one["name"])).Where(one => theirs.ContainsKey(one.Item1!) && !actions.Contains(one)).Select(static one => $"{one.Item1} {one.Item2}")).ToList();
        return more.Count == 0 ? [] :
        [
            JoinNote.Next(
                "beyond",
                "The preset has more than the configuration: {0}.",
                "Nothing, if it was left out on purpose; else write it in, or delete docTypes, publications and actions from the site's entry and connect again: then they are the preset's.",
                string.Join(", ", more)),
        ];

        IEnumerable<JsonObject> Of(string part) => (site[part] as JsonArray ?? []).OfType<JsonObject>();
    }

    /// <summary>The parts of a site's entry: <c>docTypes</c>, <c>publications</c>, <c>actions</c>.</summary>
    internal async Task<(JsonObject Parts, IReadOnlyList<JoinNote> Notes)> Fit(SiteMetas metas, CancellationToken cancellationToken)
    {
        var notes = new List<JoinNote>();
        var fitted = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var titles = new Dictionary<string, (string Usual, string Title)>(StringComparer.Ordinal);
        var docTypes = new JsonArray();
        foreach (var wanted in Objects("docTypes"))
        {
            var name = (string)wanted["name"]!;
            var (meta, fault) = await metas.Find(name, cancellationToken);
            if (meta is null)
            {
                notes.Add(fault is null
                    ? JoinNote.Next("left-out", "The site has no DocType {0}, so that it is left out.", "Install the app that has it, and connect again, if it shall be in the portal.", name)
                    : JoinNote.Limited("left-out", "{0} cannot be looked at, so that it is left out: {1}", "Put that right, take the site's entry out of the configuration, and connect again.", name, fault.Reason));
                continue;
            }

            var fields = wanted["fields"]!.AsArray().Select(static field => (string)field!).ToList();
            var known = fields.Where(field => meta.Fields.TryGetValue(field, out var found) && found.IsStored && (found.Type != "Table" || IsWanted(found.Options))).ToList();
            if (known.Count < fields.Count)
            {
                notes.Add(JoinNote.Next("left-out", "{0} has no {1} there, so that it is left out.", "Nothing, if this version of the app does without it.", name, string.Join(", ", fields.Except(known))));
            }

            // What a document is called the site itself says; a field of another use has what Frappe left there, such as the words {customer_name}.
            if ((string?)wanted["titleField"] is { } usual && meta.TitleField is { } title && title != usual && known.Contains(title))
            {
                known.Remove(usual);
                titles[name] = (usual, title);
            }

            fitted[name] = [.. known];
            docTypes.Add((JsonNode)DocType(wanted, meta, known, titles.GetValueOrDefault(name).Title));
        }

        Close(docTypes, fitted);
        var rows = docTypes.SelectMany(static docType => docType!["fields"]!.AsArray().Where(static field => (string)field!["type"]! == "Table").Select(field => ((string)docType["name"]!, (string)field!["name"]!, (string)field["options"]!))).ToDictionary(static one => (one.Item1, one.Item2), static one => one.Item3);
        var publications = new JsonArray([.. Objects("publications").Where(publication => fitted.ContainsKey((string)publication["docType"]!)).Select(publication => Publication(publication, fitted, rows, titles, docTypes)).OfType<JsonNode>()]);
        var published = publications.Select(static publication => (string)publication!["docType"]!).ToHashSet(StringComparer.Ordinal);
        var actions = new JsonArray([.. Objects("actions").Where(action => published.Contains((string)action["docType"]!) && Makes(action).All(fitted.ContainsKey)).Select(static action => action.DeepClone())]);
        return (new JsonObject { ["docTypes"] = docTypes, ["publications"] = publications, ["actions"] = actions }, notes);
    }

    private IEnumerable<JsonObject> Objects(string part) => _json[part]!.AsArray().Select(static one => one!.AsObject());

    private bool IsWanted(string? docType) => Objects("docTypes").Any(one => (string)one["name"]! == docType);

    private static JsonObject DocType(JsonObject wanted, SiteMeta meta, List<string> known, string? titled)
    {
        var made = new JsonObject { ["name"] = meta.Name };
        if (wanted["child"] is not null)
        {
            made["child"] = true;
        }
        else
        {
            made["submittable"] = meta.IsSubmittable;
            if ((titled ?? (string?)wanted["titleField"]) is { } title && known.Contains(title))
            {
                made["titleField"] = title;
            }
        }

        made["fields"] = new JsonArray([.. known.Select(name => (JsonNode)Field(meta.Fields[name]))]);
        if (wanted["child"] is null)
        {
            made["permissions"] = new JsonArray(new JsonObject { ["role"] = "System Manager", ["allow"] = new JsonArray("read") });
        }

        return made;
    }

    private static JsonObject Field(MetaField field)
    {
        var (type, options) = field.Type switch
        {
            "Select" when field.Options?.Split('\n') is { } choices && choices.Any(static choice => choice.Length > 0) => ("Select", (JsonNode)new JsonArray([.. choices.Select(static choice => (JsonNode)choice)])),
            "Link" or "Table" when field.Options is { Length: > 0 } target => (field.Type, target),
            "HTML Editor" or "Markdown Editor" or "Code" => ("Text", null),
            "Select" or "Link" or "Table" => ("Data", null),
            var other => (FieldTypeNames.All.ContainsKey(other) ? other : "Data", null),
        };
        var made = new JsonObject { ["name"] = field.Name, ["type"] = type, ["label"] = field.Label };
        if (options is not null)
        {
            made["options"] = options;
        }

        return made;
    }

    /// <summary>A table whose rows' DocType was left out goes with it.</summary>
    private static void Close(JsonArray docTypes, Dictionary<string, HashSet<string>> fitted)
    {
        foreach (var docType in docTypes)
        {
            var fields = docType!["fields"]!.AsArray();
            foreach (var lost in fields.Where(field => (string)field!["type"]! == "Table" && !fitted.ContainsKey((string)field["options"]!)).ToList())
            {
                fitted[(string)docType["name"]!].Remove((string)lost!["name"]!);
                fields.Remove(lost);
            }
        }
    }

    private static JsonObject? Publication(JsonObject wanted, Dictionary<string, HashSet<string>> fitted, Dictionary<(string, string), string> rows, Dictionary<string, (string Usual, string Title)> titles, JsonArray docTypes)
    {
        var known = fitted[(string)wanted["docType"]!];
        if ((string?)wanted["account"] is { } account && !Has(account))
        {
            return null;
        }

        var made = (JsonObject)wanted.DeepClone();
        if (made["people"] is JsonObject people && !Fit(people, Stands))
        {
            made.Remove("people");
        }

        if (made["account"] is null && made["people"] is null)
        {
            // It was for proposals alone, and names nobody here.
            return null;
        }

        made["fields"] = new JsonArray([.. wanted["fields"]!.AsArray().Where(field => Has(NameOf(field!))).Select(field => Columns(field!, rows.GetValueOrDefault(((string)wanted["docType"]!, NameOf(field!))) is { } rowType ? fitted[rowType] : []))]);
        if (made["card"] is JsonObject card)
        {
            if (titles.TryGetValue((string)wanted["docType"]!, out var title) && (string?)card["title"] == title.Usual)
            {
                card["title"] = title.Title;
            }

            foreach (var line in card.Where(line => !Has((string)line.Value!)).ToList())
            {
                card.Remove(line.Key);
            }

            if (made["statuses"] is JsonObject statuses)
            {
                Known(statuses, docTypes, (string)wanted["docType"]!, (string?)card["status"]);
            }
        }

        return made;

        bool Has(string field) => known.Contains(field) || Standard.Contains(field);

        bool Stands(string place) => place.Split('.', 2) is [var table, var column] ? rows.TryGetValue(((string)wanted["docType"]!, table), out var rowType) && fitted[rowType].Contains(column) : Has(place);
    }

    /// <returns>false: it names no address, or none that would be a customer's</returns>
    private static bool Fit(JsonObject people, Func<string, bool> stands)
    {
        people["emails"] = new JsonArray([.. people["emails"]!.AsArray().Where(place => stands((string)place!)).Select(static place => place!.DeepClone())]);
        return people["emails"]!.AsArray().Count > 0
            && (people["accounts"] is not JsonObject accounts || (stands((string)accounts["field"]!) && (accounts["where"]?.AsObject() ?? []).All(one => stands($"{((string)accounts["field"]!).Split('.')[0]}.{one.Key}"))));
    }

    /// <summary>Of a field that offers what may be chosen, no other status can be told a class of.</summary>
    private static void Known(JsonObject statuses, JsonArray docTypes, string docType, string? field)
    {
        if (docTypes.First(type => (string)type!["name"]! == docType)!["fields"]!.AsArray().FirstOrDefault(one => (string)one!["name"]! == field)?["options"] is not JsonArray offered)
        {
            return;
        }

        var choices = offered.Select(static choice => (string)choice!).ToHashSet(StringComparer.Ordinal);
        foreach (var (kind, values) in statuses.ToList())
        {
            statuses[kind] = new JsonArray([.. values!.AsArray().Where(value => choices.Contains((string)value!)).Select(static value => value!.DeepClone())]);
            if (statuses[kind]!.AsArray().Count == 0)
            {
                statuses.Remove(kind);
            }
        }
    }

    private static JsonNode Columns(JsonNode field, HashSet<string> known)
    {
        var made = field.DeepClone();
        if (made is JsonObject one && one["columns"] is JsonArray columns)
        {
            one["columns"] = new JsonArray([.. columns.Where(column => known.Contains(NameOf(column!)) || Standard.Contains(NameOf(column!))).Select(static column => column!.DeepClone())]);
        }

        return made;
    }

    private static string NameOf(JsonNode field) => field.GetValueKind() == JsonValueKind.String ? (string)field! : (string)field["field"]!;

    private static IEnumerable<string> Makes(JsonObject action) => (action["effect"]?.AsArray() ?? []).Select(static step => (string?)(step!["create"] ?? step["map"])?["docType"]).OfType<string>();
}
