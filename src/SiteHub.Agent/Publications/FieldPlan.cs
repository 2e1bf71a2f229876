using System.Collections.Frozen;
using System.Text.Json;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Publications;

/// <summary>Which members of a JSON object are published, under which keys; and which of them make the card or name the account.</summary>
internal sealed class FieldPlan
{
    // Frappe's field names have at most 140 characters; a longer key in a body is no field.
    private const int MaxName = 256;

    private readonly FrozenDictionary<string, FieldUse>.AlternateLookup<ReadOnlySpan<char>> _uses;

    private FieldPlan(Dictionary<string, FieldUse> uses) =>
        _uses = uses.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static FieldPlan Of(PublicationEntry entry)
    {
        var uses = Outputs(entry.Fields);
        Mark(entry.Account, DocumentLine.Account);
        Mark(entry.Card.Title, DocumentLine.Title);
        Mark(entry.Card.Status, DocumentLine.Status);
        Mark(entry.Card.Amount, DocumentLine.Amount);
        Mark(entry.Card.Currency, DocumentLine.Currency);
        Mark(entry.Card.Date, DocumentLine.Date);
        Mark(entry.Card.Due, DocumentLine.Due);
        return new FieldPlan(uses);

        void Mark(string? field, DocumentLine line)
        {
            if (field is not null)
            {
                Use(uses, field).Lines.Add(line);
            }
        }
    }

    /// <summary>What is done with the member on whose name the reader stands; null: nothing.</summary>
    public FieldUse? Find(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > MaxName)
        {
            return null;
        }

        Span<char> name = stackalloc char[MaxName];
        return _uses.TryGetValue(name[..reader.CopyString(name)], out var use) ? use : null;
    }

    private static Dictionary<string, FieldUse> Outputs(IReadOnlyList<PublishedField> fields)
    {
        var uses = new Dictionary<string, FieldUse>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            Use(uses, field.Field).Outputs.Add(new FieldOutput(Key(field.As), field.Columns is null ? null : new FieldPlan(Outputs(field.Columns))));
        }

        return uses;
    }

    private static FieldUse Use(Dictionary<string, FieldUse> uses, string field) =>
        uses.TryGetValue(field, out var use) ? use : uses[field] = new FieldUse([], []);

    private static byte[] Key(string key) => [.. JsonSerializer.SerializeToUtf8Bytes(key), (byte)':'];
}

/// <param name="Outputs">A field may be published under several keys.</param>
internal sealed record FieldUse(List<FieldOutput> Outputs, List<DocumentLine> Lines);

/// <param name="Key">As it is written: quoted, with the colon.</param>
/// <param name="Columns">Of a child table: what is shown of each row; null: the value as it is.</param>
internal sealed record FieldOutput(byte[] Key, FieldPlan? Columns);

/// <summary>What else is taken from a body, besides the published fields.</summary>
internal enum DocumentLine
{
    Account,
    Title,
    Status,
    Amount,
    Currency,
    Date,
    Due,
}
