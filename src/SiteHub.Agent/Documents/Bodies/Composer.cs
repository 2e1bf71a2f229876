using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Agent.Documents.Naming;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.Bodies;

/// <summary>
/// Makes the body to store of what was given and what stood before, checking every value on the way. One pass over the input and one
/// over the output, without a tree in between: this is most of what a document costs in a bulk insert. Not thread-safe.
/// </summary>
internal sealed class Composer : IDisposable
{
    private static readonly JsonEncodedText[] StandardKeys = [.. BodySlots.StandardNames.Select(name => JsonEncodedText.Encode(name))];
    private static readonly JsonEncodedText DocTypeKey = JsonEncodedText.Encode("doctype");
    private static readonly JsonEncodedText Parent = JsonEncodedText.Encode("parent");
    private static readonly JsonEncodedText ParentField = JsonEncodedText.Encode("parentfield");
    private static readonly JsonEncodedText ParentType = JsonEncodedText.Encode("parenttype");

    private readonly ArrayBufferWriter<byte> _out = new(4096);
    private readonly Utf8JsonWriter _json;
    private readonly ColumnWriter _columns;
    private readonly Faults _faults = new();
    private readonly SeriesCounters _counters;
    private readonly List<SeriesNumber> _rowNumbers = [];
    private readonly HashSet<string> _rowNames = new(StringComparer.Ordinal);

    private DocType _type = null!;
    private ReadOnlyMemory<byte> _given;
    private ReadOnlyMemory<byte> _stored;
    private Slot[] _givenSlots = new Slot[32];
    private Slot[] _storedSlots = new Slot[32];
    private Slot[] _rowSlots = new Slot[32];
    private Slot[] _storedRowSlots = new Slot[32];

    private Stamp _stamp;
    private SaveKind _kind;
    private DateTimeOffset _now;

    public Composer(SeriesCounters counters)
    {
        _counters = counters;
        _json = new Utf8JsonWriter(_out, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        _columns = new ColumnWriter(_json, _faults);
    }

    public ReadOnlySpan<byte> Body => _out.WrittenSpan;

    /// <summary>The numbers that the new rows of <see cref="Body"/> use up.</summary>
    public IReadOnlyList<SeriesNumber> RowNumbers => _rowNumbers;

    /// <returns>null, or why the given text cannot be read</returns>
    public Refusal? Read(DocType type, ReadOnlyMemory<byte> given, ReadOnlyMemory<byte> stored)
    {
        _type = type;
        _given = given;
        _stored = stored;
        Grow(ref _givenSlots, type);
        Grow(ref _storedSlots, type);
        _storedSlots.AsSpan(0, type.Slots.Count).Clear();
        if (!stored.IsEmpty)
        {
            BodyReader.ReadStored(stored.Span, type.Slots, _storedSlots);
        }

        if (given.IsEmpty)
        {
            _givenSlots.AsSpan(0, type.Slots.Count).Clear();
            return null;
        }

        return BodyReader.Read(given.Span, type.Slots, _givenSlots);
    }

    /// <summary>The text of a given member; null where it is absent, null or no text.</summary>
    public string? GivenText(int slot)
    {
        var value = _givenSlots[slot];
        try
        {
            return value.Kind is JsonTokenType.String or JsonTokenType.Number ? Canonical.TextOf(value.In(_given.Span)) : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public bool IsGiven(int slot) => _givenSlots[slot].IsGiven;

    /// <summary>Writes the body; <see cref="Body"/> holds it if nothing was wrong.</summary>
    public Refusal? Write(in Stamp stamp, SaveKind kind, DateTimeOffset now, ILinkTargets links)
    {
        (_stamp, _kind, _now) = (stamp, kind, now);
        _columns.Begin(kind, now, stamp.ModifiedBy, links);
        _faults.Clear();
        _rowNumbers.Clear();
        _out.ResetWrittenCount();
        _json.Reset(_out);
        _json.WriteStartObject();
        WriteStandard(_given.Span, _givenSlots, stamp, idx: 0);
        _columns.Write(_type, "", _given.Span, _givenSlots, _stored.Span, _storedSlots, isNew: _stored.IsEmpty);
        _json.WriteString(DocTypeKey, _type.KeyedName);
        foreach (var table in _type.Tables)
        {
            WriteTable(table);
        }

        _json.WriteEndObject();
        _json.Flush();
        return _faults.Worst(_type.Name, stamp.Name);
    }

    public void Dispose() => _json.Dispose();

    private void WriteStandard(ReadOnlySpan<byte> given, Slot[] slots, in Stamp stamp, int idx)
    {
        WriteMember(BodySlots.Name, given, slots, stamp.Name);
        WriteMember(BodySlots.Owner, given, slots, stamp.Owner);
        WriteMember(BodySlots.Creation, given, slots, stamp.Creation);
        WriteMember(BodySlots.Modified, given, slots, stamp.Modified);
        WriteMember(BodySlots.ModifiedBy, given, slots, stamp.ModifiedBy);
        WriteMember(BodySlots.DocStatus, given, slots, stamp.DocStatus);
        WriteMember(BodySlots.Idx, given, slots, idx);
    }

    private void WriteMember(int slot, ReadOnlySpan<byte> given, Slot[] slots, string value)
    {
        if (_kind == SaveKind.Seed && slots[slot].Kind == JsonTokenType.String)
        {
            _json.WritePropertyName(StandardKeys[slot]);
            _json.WriteRawValue(slots[slot].In(given), skipInputValidation: true);
        }
        else
        {
            _json.WriteString(StandardKeys[slot], value);
        }
    }

    private void WriteMember(int slot, ReadOnlySpan<byte> given, Slot[] slots, int value)
    {
        if (_kind == SaveKind.Seed && slots[slot].Kind == JsonTokenType.Number)
        {
            _json.WritePropertyName(StandardKeys[slot]);
            _json.WriteRawValue(slots[slot].In(given), skipInputValidation: true);
        }
        else
        {
            _json.WriteNumber(StandardKeys[slot], value);
        }
    }

    private void WriteTable(Field table)
    {
        var rowType = table.RowType!;
        Grow(ref _rowSlots, rowType);
        Grow(ref _storedRowSlots, rowType);
        var given = _givenSlots[table.Slot];
        var stored = _storedSlots[table.Slot].IsGiven ? _storedSlots[table.Slot].In(_stored.Span) : "[]"u8;
        _json.WriteStartArray(table.Key);
        var rows = 0;
        if (!given.IsGiven)
        {
            rows = WriteStoredRows(table, rowType, stored);
        }
        else if (given.Kind == JsonTokenType.StartArray)
        {
            rows = WriteGivenRows(table, rowType, given.In(_given.Span), stored);
        }
        else if (given.Kind != JsonTokenType.Null)
        {
            _faults.Invalid("", $"Value for {table.Label} must be a list of rows");
        }

        _json.WriteEndArray();
        if (rows == 0 && table.Entry.Required)
        {
            _faults.Missing(table.Name, $"Error: Data missing in table: {table.Label}");
        }
    }

    private int WriteStoredRows(Field table, DocType rowType, ReadOnlySpan<byte> stored)
    {
        var rows = new JsonRows(stored);
        _rowSlots.AsSpan(0, rowType.Slots.Count).Clear();
        while (rows.Next(out var row))
        {
            BodyReader.ReadStored(row, rowType.Slots, _storedRowSlots);
            WriteRow(table, rowType, rows.Count, default, row, isNew: false);
        }

        return rows.Count;
    }

    private int WriteGivenRows(Field table, DocType rowType, ReadOnlySpan<byte> given, ReadOnlySpan<byte> stored)
    {
        var known = StoredRows.ByName(stored, rowType);
        var rows = new JsonRows(given);
        _rowNames.Clear();
        while (rows.Next(out var row))
        {
            if (BodyReader.Read(row, rowType.Slots, _rowSlots) is { } fault)
            {
                _faults.Invalid(RowLabel.Of(rows.Count), row[0] == (byte)'{' ? fault.Summary : $"A row of {table.Label} must be an object");
                continue;
            }

            ReadOnlySpan<byte> before = default;
            _storedRowSlots.AsSpan(0, rowType.Slots.Count).Clear();
            if (known is not null && NameOf(row, _rowSlots) is { } name && known.TryGetValue(name, out var place))
            {
                before = stored[place];
                BodyReader.ReadStored(before, rowType.Slots, _storedRowSlots);
            }
            else if (_kind == SaveKind.UpdateAfterSubmit && !table.Entry.AllowOnSubmit)
            {
                _faults.Frozen(RowLabel.Of(rows.Count), table.Label, "", "a new row");
            }

            WriteRow(table, rowType, rows.Count, row, before, isNew: before.IsEmpty);
        }

        if (_kind == SaveKind.UpdateAfterSubmit && !table.Entry.AllowOnSubmit && rows.Count != (known?.Count ?? 0))
        {
            _faults.Frozen("", table.Label, $"{known?.Count ?? 0} rows", $"{rows.Count} rows");
        }

        return rows.Count;
    }

    private void WriteRow(Field table, DocType rowType, int idx, ReadOnlySpan<byte> given, ReadOnlySpan<byte> stored, bool isNew)
    {
        var prefix = RowLabel.Of(idx);
        var name = NameOf(stored, _storedRowSlots) ?? (OwnName(given) is { } own ? Seeded(rowType, own) : NextRowName(rowType));
        if (name.Length > DocumentName.Longest)
        {
            _faults.Invalid(prefix, $"The name of a row has more than {DocumentName.Longest} characters");
        }

        if (!given.IsEmpty && !_rowNames.Add(name))
        {
            _faults.Invalid(prefix, $"Another row has the name {name} already");
        }

        var stamp = _stamp with
        {
            Name = name,
            Owner = TextOr(stored, _storedRowSlots[BodySlots.Owner], isNew ? _stamp.ModifiedBy : _stamp.Owner),
            Creation = TextOr(stored, _storedRowSlots[BodySlots.Creation], _stamp.Modified),
        };
        _json.WriteStartObject();
        WriteStandard(given, _rowSlots, stamp, idx);
        _columns.Write(rowType, prefix, given, _rowSlots, stored, _storedRowSlots, isNew);
        _json.WriteString(Parent, _stamp.Name);
        _json.WriteString(ParentField, table.Key);
        _json.WriteString(ParentType, _type.KeyedName);
        _json.WriteString(DocTypeKey, rowType.KeyedName);
        _json.WriteEndObject();
    }

    /// <summary>
    /// A name that a new row brings. A program that made the row itself gave it a name for its own use, the same in every document that it makes: such a row
    /// is named here, as Frappe does it. In a new document every row is one, but for a seed's.
    /// </summary>
    private string? OwnName(ReadOnlySpan<byte> given) =>
        _kind == SaveKind.Insert || (_kind != SaveKind.Seed && IsLocal(given)) ? null : NameOf(given, _rowSlots);

    /// <summary>A look for the key's bytes first: nearly no row has it.</summary>
    private static bool IsLocal(ReadOnlySpan<byte> row)
    {
        if (row.IndexOf("\"__islocal\""u8) < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(row);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("__islocal"u8))
            {
                return reader.Read() && reader.TokenType is not (JsonTokenType.False or JsonTokenType.Null) && !reader.ValueSpan.SequenceEqual("0"u8) && !reader.ValueSpan.IsEmpty;
            }
        }

        return false;
    }

    /// <summary>A seed's rows bring their names; what is drawn later must be another.</summary>
    private string Seeded(DocType rowType, string name)
    {
        if (_kind == SaveKind.Seed && rowType.Series is { } series && series.Prefix(_now, static _ => null) is var prefix && series.NumberIn(name, prefix) is { } number)
        {
            _rowNumbers.Add(_counters.Raise(prefix, number));
        }

        return name;
    }

    private string NextRowName(DocType rowType)
    {
        if (rowType.Series is not { } series)
        {
            return RowName.Next(_now);
        }

        var number = _counters.Next(series.Prefix(_now, static _ => null));
        _rowNumbers.Add(number);
        return series.Name(number.Prefix, number.Number, _now, static _ => null);
    }

    private static string? NameOf(ReadOnlySpan<byte> row, Slot[] slots)
    {
        var name = slots[BodySlots.Name];
        return !row.IsEmpty && name is { Kind: JsonTokenType.String, Length: > 2, Escaped: false } ? Canonical.TextOf(name.In(row)) : null;
    }

    private static string TextOr(ReadOnlySpan<byte> row, Slot slot, string other) =>
        !row.IsEmpty && slot.Kind == JsonTokenType.String ? Canonical.TextOf(slot.In(row)) : other;

    private static void Grow(ref Slot[] slots, DocType type)
    {
        if (slots.Length < type.Slots.Count)
        {
            slots = new Slot[type.Slots.Count];
        }
    }
}
