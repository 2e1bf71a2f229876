using System.Text.Json;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Seed;

/// <summary>Every document that an empty site is filled with: those written in the file, then those made up to reach <see cref="SeedEntry.Count"/>.</summary>
public static class SeedDocuments
{
    /// <summary>
    /// In the order in which they are to be saved: what is linked to comes first. The same file gives the same documents, to the byte.
    /// Those made up carry no name, so that the DocType's own series gives it; rows and totals add up, most are submitted.
    /// </summary>
    public static IEnumerable<SeedDocument> Of(SiteEntry site)
    {
        ArgumentNullException.ThrowIfNull(site);
        if (site.Source is not { } source)
        {
            yield break;
        }

        var targets = new SeedTargets(source);
        foreach (var document in source.Seed.Documents)
        {
            yield return document;
        }

        foreach (var docType in source.DocTypes.Where(d => source.Seed.Count.ContainsKey(d.Name)))
        {
            var written = source.Seed.Documents.Count(d => d.DocType == docType.Name);
            for (var number = written + 1; number <= source.Seed.Count[docType.Name]; number++)
            {
                var document = new MadeUpDocument(docType, number, source, targets, new SeedDice($"{site.Slug}/{docType.Name}/{number}"));
                yield return new SeedDocument(docType.Name, JsonSerializer.SerializeToElement(document.Make()));
            }
        }
    }
}
