using SiteHub.Agent.Documents.DocTypes;

namespace SiteHub.Agent.Sources.Frappe.Mirror;

/// <summary>A DocType that is mirrored.</summary>
internal sealed class MirroredType(DocType type)
{
    public DocType Type => type;

    public string Name => type.Name;

    /// <summary>The DocTypes of its child tables' rows; one may serve several tables.</summary>
    public IReadOnlyList<string> RowTypes { get; } = [.. type.Tables.Select(static table => table.RowType!.Name).Distinct(StringComparer.Ordinal)];
}

/// <summary>All of them.</summary>
internal sealed class MirroredTypes(DocTypeCatalogue catalogue)
{
    private readonly Dictionary<string, MirroredType> _all = catalogue.All.Where(static type => !type.Child).ToDictionary(static type => type.Name, static type => new MirroredType(type), StringComparer.Ordinal);

    public IReadOnlyCollection<MirroredType> All => _all.Values;

    public MirroredType? Find(string name) => _all.GetValueOrDefault(name);
}
