using System.Text.Json;

namespace SiteHub.Operations.Configuration.Reading;

internal static class SourceReader
{
    private static readonly Dictionary<string, string> Kinds = new() { [SourceEntry.Embedded] = SourceEntry.Embedded };

    public static SourceEntry? Read(ObjectReader site, IReadOnlySet<string> roles)
    {
        if (site.Object("source", required: true) is not { } source)
        {
            return null;
        }

        if (source.Text("kind", required: true) is { } kind && !Kinds.ContainsKey(kind))
        {
            source.Fault("kind", $"must be one of {Found.List(Kinds.Keys)}", Found.Text(kind));
        }

        var context = site.Context;
        var docTypes = source.List("docTypes", (item, path) => DocTypeReader.Read(item, path, roles, context), required: true);
        FileChecks.Twice(docTypes, d => d.Name, "name", "DocType", context);
        DocTypeChecks.Check(docTypes, context);
        var types = docTypes.Select(d => d.Value).ToList();
        var seed = SeedReader.Read(source, types);
        source.Close();
        return new SourceEntry(SourceEntry.Embedded, types, seed);
    }
}
