using System.Text.Json;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Seed;

/// <summary>The written documents that a made-up one can link to: those whose name is known before they are saved.</summary>
internal sealed class SeedTargets(SourceEntry source)
{
    private readonly Dictionary<string, List<(string Name, JsonElement Document)>> _byDocType = source.DocTypes.ToDictionary(
        docType => docType.Name,
        docType => source.Seed.Documents
            .Where(document => document.DocType == docType.Name)
            .Select(document => (Name: NameOf(docType, document.Document), document.Document))
            .Where(named => named.Name is not null)
            .Select(named => (named.Name!, named.Document))
            .ToList());

    public IReadOnlyList<(string Name, JsonElement Document)> Of(string docType) => _byDocType.GetValueOrDefault(docType) ?? [];

    private static string? NameOf(DocTypeEntry docType, JsonElement document)
    {
        var member = document.TryGetProperty("name", out _) ? "name" : docType.Naming is { Kind: NamingKind.Field, Text: var field } ? field : "";
        return document.TryGetProperty(member, out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
    }
}
