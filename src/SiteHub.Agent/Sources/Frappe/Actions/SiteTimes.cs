using System.Text.Json.Nodes;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Actions;

/// <summary>Scripts read the times of a document as UTC, and write them so: the site is given the same moment as its own clock shows it.</summary>
internal sealed class SiteTimes(MirroredTypes types, SiteClock clock)
{
    /// <exception cref="Calls.FrappeFaultException">its zone is not known, and it cannot be asked</exception>
    public async Task Localize(string docType, IReadOnlyList<JsonObject> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            if ((step["fields"] ?? step["doc"]) is JsonObject written && types.Find((string?)step["docType"] ?? docType) is { } type)
            {
                await clock.Learn(cancellationToken);
                Localize(type.Type, written);
            }
        }
    }

    private void Localize(DocType type, JsonObject written)
    {
        foreach (var field in type.Fields)
        {
            switch (written[field.Name])
            {
                case JsonValue value when field.Type == FieldType.Datetime && value.TryGetValue<string>(out var text):
                    written[field.Name] = clock.ToLocal(text);
                    break;
                case JsonArray rows when field.RowType is { } rowType:
                    foreach (var row in rows.OfType<JsonObject>())
                    {
                        Localize(rowType, row);
                    }

                    break;
            }
        }
    }
}
