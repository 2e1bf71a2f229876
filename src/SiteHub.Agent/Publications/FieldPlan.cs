using System.Numerics;
using System.Text;
using System.Text.Json;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Publications;

/// <summary>Which members of a JSON object are published, under which keys; and which of them make the card or name the account.</summary>
internal sealed class FieldPlan
{
    // Frappe's field names have at most 140 characters; a longer key in a body is no field.
    private const int MaxName = 512;

    private readonly List<(byte[] Name, FieldUse Use)>?[] _slots;

    private FieldPlan(Dictionary<string, FieldUse> uses)
    {
        _slots = new List<(byte[], FieldUse)>?[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(uses.Count * 2, 8))];
        foreach (var (field, use) in uses)
        {
            var name = Encoding.UTF8.GetBytes(field);
            (_slots[Slot(name)] ??= []).Add((name, use));
        }
    }

    public static FieldPlan Of(PublicationEntry entry)
    {
        var uses = Outputs(entry.Fields);
        Mark(entry.Account, DocumentLine.Account);
        Mark(entry.Card.Title, DocumentLine.Title);
        Mark(entry.Card.Status, DocumentLine.Status);
        Mark(entry.Card.Amount, DocumentLine.Amount);
        Mark(entry.Card.Outstanding, DocumentLine.Outstanding);
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
        if (!reader.ValueIsEscaped)
        {
            return Find(reader.ValueSpan);
        }

        if (reader.ValueSpan.Length > MaxName)
        {
            return null;
        }

        Span<byte> name = stackalloc byte[MaxName];
        return Find(name[..reader.CopyString(name)]);
    }

    // Every member of every saved body comes by here: its bytes are compared as they are, and no text is made of them.
    private FieldUse? Find(ReadOnlySpan<byte> name)
    {
        if (_slots[Slot(name)] is { } slot)
        {
            foreach (var (field, use) in slot)
            {
                if (name.SequenceEqual(field))
                {
                    return use;
                }
            }
        }

        return null;
    }

    private int Slot(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? 0 : ((name.Length * 31) + (name[0] * 7) + (name[name.Length / 2] * 3) + name[^1]) & (_slots.Length - 1);

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
    Outstanding,
}
