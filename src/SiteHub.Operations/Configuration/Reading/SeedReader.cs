using System.Text.Json;

namespace SiteHub.Operations.Configuration.Reading;

internal static class SeedReader
{
    private const int Most = 1_000_000;

    public static SeedEntry Read(ObjectReader source, IReadOnlyList<DocTypeEntry> docTypes)
    {
        if (source.Object("seed") is not { } seed)
        {
            return SeedEntry.Nothing;
        }

        if (source.IsFaulty("docTypes"))
        {
            // Whose fields these are is told already.
            return SeedEntry.Nothing;
        }

        var documents = new List<SeedDocument>();
        foreach (var (name, list) in seed.Object("documents")?.Members ?? [])
        {
            var path = ObjectReader.PathOf(seed.At("documents"), name);
            if (DocType(name, path, docTypes, source.Context) is { } docType)
            {
                documents.AddRange(Documents(list, docType, path, docTypes, source.Context));
            }
        }

        var count = Count(seed, docTypes);
        seed.Close();
        return new SeedEntry(documents, count);
    }

    private static IEnumerable<SeedDocument> Documents(
        JsonElement list, DocTypeEntry docType, string path, IReadOnlyList<DocTypeEntry> docTypes, ReadContext context)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            context.Fault(path, "must be a list of documents", Found.Kind(list));
            yield break;
        }

        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            if (Fields(item, docType, StandardFields.Document, $"{path}[{index}]", docTypes, context))
            {
                yield return new SeedDocument(docType.Name, item.Clone());
            }
        }
    }

    /// <summary>Every name is a field's; whether the values fit is seen when they are saved.</summary>
    private static bool Fields(
        JsonElement item, DocTypeEntry docType, IReadOnlyList<string> standard, string path, IReadOnlyList<DocTypeEntry> docTypes, ReadContext context)
    {
        if (ObjectReader.Open(item, path, context) is not { } document)
        {
            return false;
        }

        foreach (var (name, value) in document.Members)
        {
            var field = docType.Fields.FirstOrDefault(f => f.Name == name);
            if (field is null && !standard.Contains(name))
            {
                document.Fault(name, $"is no field of {docType.Name}; it has {Found.List(docType.Fields.Select(f => f.Name))}");
            }
            else if (field?.Type == FieldType.Table && docTypes.FirstOrDefault(d => d.Name == field.Target) is { } row)
            {
                Rows(value, row, document.At(name), docTypes, context);
            }
        }

        return true;
    }

    private static void Rows(JsonElement rows, DocTypeEntry row, string path, IReadOnlyList<DocTypeEntry> docTypes, ReadContext context)
    {
        if (rows.ValueKind != JsonValueKind.Array)
        {
            context.Fault(path, "must be a list of rows", Found.Kind(rows));
            return;
        }

        foreach (var (index, item) in rows.EnumerateArray().Index())
        {
            Fields(item, row, StandardFields.Row, $"{path}[{index}]", docTypes, context);
        }
    }

    private static Dictionary<string, int> Count(ObjectReader seed, IReadOnlyList<DocTypeEntry> docTypes)
    {
        var count = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, value) in seed.Object("count")?.Members ?? [])
        {
            var path = ObjectReader.PathOf(seed.At("count"), name);
            if (DocType(name, path, docTypes, seed.Context) is null)
            {
                continue;
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number is >= 0 and <= Most)
            {
                count[name] = number;
            }
            else
            {
                seed.Context.Fault(path, $"must be a whole number from 0 to {Most}", Found.Value(value));
            }
        }

        return count;
    }

    private static DocTypeEntry? DocType(string name, string path, IReadOnlyList<DocTypeEntry> docTypes, ReadContext context)
    {
        var docType = docTypes.FirstOrDefault(d => d.Name == name && !d.Child);
        if (docType is null)
        {
            context.Fault(path, $"is no DocType of this site; it has {Found.List(docTypes.Where(d => !d.Child).Select(d => d.Name))}");
        }

        return docType;
    }
}
