using System.Text.Json.Nodes;

namespace SiteHub.Testing.Frappe;

/// <summary>A field as Frappe describes it.</summary>
internal sealed record StandInField(string Name, string Type = "Data", string? Options = null, bool Required = false, JsonNode? Default = null, bool AllowOnSubmit = false)
{
    public string Label { get; init; } = string.Join(' ', Name.Split('_').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));

    public bool Unique { get; set; }

    /// <summary>Above zero: not shown to whoever is not the administrator.</summary>
    public int PermLevel { get; set; }

    public bool IsNumber => Type is "Int" or "Check" or "Float" or "Currency" or "Percent";

    public JsonNode? Empty => Type is "Int" or "Check" ? 0 : IsNumber ? JsonNode.Parse("0.0") : null;
}

/// <summary>A DocType.</summary>
/// <param name="Naming">a series such as <c>SHO-.#####</c>, <c>field:NAME</c>, <c>small:NAME</c>, <c>pair:NAME-NAME</c>, <c>prompt</c> or <c>hash</c></param>
internal sealed record StandInType(string Name, string Naming, params StandInField[] Declared)
{
    public bool Submittable { get; init; }

    public bool IsTable { get; init; }

    /// <summary>Which field says what a document is called; null: the name does.</summary>
    public string? TitleField { get; init; }

    /// <summary>What roles may: the role, the level, what, and whether of their own documents alone.</summary>
    public List<(string Role, int Level, string[] Allows, bool OnlyOwn)> Rights { get; } = [("System Manager", 0, ["read", "write", "create", "submit", "cancel", "print"], false)];

    public List<StandInField> Fields { get; } = [.. Declared];

    public IEnumerable<StandInField> Columns => Fields.Where(static f => f.Type != "Table");

    public IEnumerable<StandInField> Tables => Fields.Where(static f => f.Type == "Table");

    public StandInField? Find(string name) => Fields.Find(f => f.Name == name);
}

/// <summary>Somebody with a key.</summary>
internal sealed record StandInUser(string Name, string Key, string Secret)
{
    public bool IsAdministrator => Name == "Administrator";

    /// <summary>What they may read; null: everything.</summary>
    public HashSet<string>? Reads { get; set; }

    /// <summary>What User Permissions restrict them to: the DocType and the values of it.</summary>
    public Dictionary<string, HashSet<string>> Only { get; } = new(StringComparer.Ordinal);
}
