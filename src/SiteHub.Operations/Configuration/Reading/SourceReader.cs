using System.Text.Json;

namespace SiteHub.Operations.Configuration.Reading;

internal static class SourceReader
{
    private static readonly Dictionary<string, string> Kinds = new() { [SourceEntry.Embedded] = SourceEntry.Embedded, [SourceEntry.OfFrappe] = SourceEntry.OfFrappe };

    public static SourceEntry? Read(ObjectReader site, IReadOnlySet<string>? roles)
    {
        if (site.Object("source", required: true) is not { } source)
        {
            return null;
        }

        var kind = source.Text("kind", required: true) ?? SourceEntry.Embedded;
        if (!Kinds.ContainsKey(kind))
        {
            source.Fault("kind", $"must be one of {Found.List(Kinds.Keys)}", Found.Text(kind));
        }

        var mirrored = kind == SourceEntry.OfFrappe;
        var context = site.Context;
        var docTypes = source.List("docTypes", (item, path) => DocTypeReader.Read(item, path, roles, context, mirrored), required: true);
        FileChecks.Twice(docTypes, d => d.Name, "name", "DocType", context);
        if (!source.IsFaulty("docTypes"))
        {
            DocTypeChecks.Check(docTypes, context, mirrored);
        }

        var types = docTypes.Select(d => d.Value).ToList();
        var seed = mirrored ? SeedEntry.Nothing : SeedReader.Read(source, types);
        var frappe = mirrored ? FrappeReader.Read(source) : null;
        source.Close();
        return new SourceEntry(mirrored ? kind : SourceEntry.Embedded, types, seed) { Frappe = frappe };
    }
}
