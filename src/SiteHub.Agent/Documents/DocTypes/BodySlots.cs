using System.Collections.Frozen;
using System.Text;

namespace SiteHub.Agent.Documents.DocTypes;

/// <summary>Where the members of a DocType's JSON objects are noted while one is read: the standard ones first, then its fields.</summary>
internal sealed class BodySlots
{
    public const int Name = 0;
    public const int Owner = 1;
    public const int Creation = 2;
    public const int Modified = 3;
    public const int ModifiedBy = 4;
    public const int DocStatus = 5;
    public const int Idx = 6;
    public const int Standard = 7;

    /// <summary>Longer keys are none of ours.</summary>
    private const int LongestKey = 140;

    public static readonly IReadOnlyList<string> StandardNames = ["name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"];

    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _slots;

    public BodySlots(IReadOnlyList<Field> fields)
    {
        _slots = StandardNames.Select((name, slot) => KeyValuePair.Create(name, slot))
            .Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Slot)))
            .ToFrozenDictionary(StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        Count = Standard + fields.Count;
    }

    public int Count { get; }

    /// <returns>the slot of a member, or -1 where the DocType has no such field: Frappe passes over those in silence</returns>
    public int Of(ReadOnlySpan<byte> key)
    {
        if (key.Length > LongestKey)
        {
            return -1;
        }

        Span<char> text = stackalloc char[LongestKey];
        return Encoding.UTF8.TryGetChars(key, text, out var length) && _slots.TryGetValue(text[..length], out var slot) ? slot : -1;
    }
}
