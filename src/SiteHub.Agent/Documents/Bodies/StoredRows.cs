using System.Text.Json;
using SiteHub.Agent.Documents.DocTypes;

namespace SiteHub.Agent.Documents.Bodies;

internal static class StoredRows
{
    /// <summary>Where each row of a stored table stands; null where there is none.</summary>
    public static Dictionary<string, Range>? ByName(ReadOnlySpan<byte> array, DocType rowType)
    {
        if (array.Length <= 2)
        {
            return null;
        }

        var slots = new Slot[rowType.Slots.Count];
        var places = new Dictionary<string, Range>(StringComparer.Ordinal);
        var rows = new JsonRows(array);
        while (rows.Next(out var row))
        {
            BodyReader.ReadStored(row, rowType.Slots, slots);
            var name = slots[BodySlots.Name];
            if (name.Kind == JsonTokenType.String)
            {
                places[Canonical.TextOf(name.In(row))] = rows.Start..(rows.Start + row.Length);
            }
        }

        return places;
    }
}
