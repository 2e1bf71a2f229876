using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Features.Documents;

/// <param name="Open">may be changed by whoever looks, in the document's present state</param>
public sealed record FormInput(string Name, Field Field, string Value, bool Open)
{
    public string Kind => Field.Type == FieldType.Date && (Value.Length == 0 || DateOnly.TryParseExact(Value, "yyyy-MM-dd", out _)) ? "date" : "text";

    public string? Keyboard => Field.Type is FieldType.Int or FieldType.Float or FieldType.Currency or FieldType.Percent ? "decimal" : null;
}
