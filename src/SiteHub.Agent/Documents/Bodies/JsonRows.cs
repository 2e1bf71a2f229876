using System.Text.Json;

namespace SiteHub.Agent.Documents.Bodies;

/// <summary>Walks over the elements of a JSON array that is known to be well-formed.</summary>
internal ref struct JsonRows
{
    private readonly ReadOnlySpan<byte> _array;
    private Utf8JsonReader _reader;

    public JsonRows(ReadOnlySpan<byte> array)
    {
        _array = array;
        _reader = new Utf8JsonReader(array);
        _reader.Read();
    }

    /// <summary>How many have been read.</summary>
    public int Count { get; private set; }

    public int Start { get; private set; }

    public bool Next(out ReadOnlySpan<byte> row)
    {
        if (!_reader.Read() || _reader.TokenType == JsonTokenType.EndArray)
        {
            row = default;
            return false;
        }

        Start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        row = _array[Start..(int)_reader.BytesConsumed];
        Count++;
        return true;
    }
}
