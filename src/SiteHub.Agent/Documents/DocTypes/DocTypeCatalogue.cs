using System.Collections.Frozen;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.DocTypes;

/// <summary>The DocTypes of this site.</summary>
public sealed class DocTypeCatalogue
{
    private readonly FrozenDictionary<string, DocType> _types;

    public DocTypeCatalogue(IEnumerable<DocTypeEntry> entries)
    {
        All = [.. entries.Select(entry => new DocType(entry))];
        _types = All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
        foreach (var field in All.SelectMany(type => type.Tables))
        {
            field.RowType = _types.GetValueOrDefault(field.Entry.Target ?? "")
                ?? throw new ArgumentException($"The table {field.Name} points at the DocType {field.Entry.Target}, which is not declared.", nameof(entries));
        }
    }

    public IReadOnlyList<DocType> All { get; }

    public DocType? Find(string name) => _types.GetValueOrDefault(name);
}
