using System.Text.Json;
using System.Text.Json.Nodes;

namespace SiteHub.Agent.Documents.Linking;

/// <summary>What changes in a document when one that it points at gets another name.</summary>
internal static class Relinked
{
    /// <returns>the members that change, to be saved over <paramref name="body"/></returns>
    public static JsonObject Of(ReadOnlyMemory<byte> body, IEnumerable<LinkPath> paths, string from, string to)
    {
        var document = JsonNode.Parse(body.Span)!.AsObject();
        var changes = new JsonObject();
        foreach (var path in paths)
        {
            if (path.Table is null)
            {
                if (Points(document[path.Field.Name], from))
                {
                    changes[path.Field.Name] = to;
                }
            }
            else if ((changes[path.Table.Name] ?? document[path.Table.Name])?.DeepClone() is JsonArray rows)
            {
                var pointing = rows.Where(row => Points(row![path.Field.Name], from)).ToList();
                foreach (var row in pointing)
                {
                    row![path.Field.Name] = to;
                }

                if (pointing.Count > 0)
                {
                    changes[path.Table.Name] = rows;
                }
            }
        }

        return changes;
    }

    private static bool Points(JsonNode? value, string name) => value?.GetValueKind() == JsonValueKind.String && (string)value! == name;
}
