using System.Text.Json;
using System.Text.Unicode;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Json;

/// <summary>Reads one message, or throws <see cref="LinkMessageException"/>.</summary>
internal delegate T Parse<T>(ref StrictReader reader);

/// <summary>
/// Utf8JsonReader, and on top what it lets through: names that come twice, invalid UTF-8 inside strings, halves of surrogate pairs.
/// One pass; nothing is copied.
/// </summary>
internal ref partial struct StrictReader
{
    /// <summary>The deepest nesting that any caller may allow.</summary>
    public const int DepthLimit = 256;

    private readonly ReadOnlyMemory<byte> _message;
    private readonly ReadOnlySpan<byte> _utf8;
    private readonly MemberNames _names;
    private readonly int _maxDepth;
    private Utf8JsonReader _json;

    private StrictReader(ReadOnlyMemory<byte> message, ReadOnlySpan<byte> utf8, int maxDepth, MemberNames names)
    {
        _message = message;
        _utf8 = utf8;
        _names = names;
        _maxDepth = maxDepth;
        _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
    }

    /// <summary>The name of the member whose value is the present token.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>While set, the member that holds secrets: faults in it name no other path, and never a value.</summary>
    public string? SecretPath { get; set; }

    /// <summary>Reads a whole message, whose root must be an object.</summary>
    public static T ReadObject<T>(ReadOnlyMemory<byte> message, int maxDepth, Parse<T> parse) => Run(message, message.Span, maxDepth, parse);

    /// <summary>Reads a text for its faults alone; its root may be any value.</summary>
    public static void Check(ReadOnlySpan<byte> utf8, int maxDepth) => Run(default, utf8, maxDepth, static (ref reader) =>
    {
        reader.Skip();
        return true;
    });

    private static T Run<T>(ReadOnlyMemory<byte> message, ReadOnlySpan<byte> utf8, int maxDepth, Parse<T> parse)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDepth, DepthLimit);
        if (!Utf8.IsValid(utf8))
        {
            throw new LinkMessageException("", $"bytes that are not UTF-8 ({WhereNotUtf8(utf8)})", "UTF-8");
        }

        var names = MemberNames.Rent();
        var reader = new StrictReader(message, utf8, maxDepth, names);
        try
        {
            reader.Advance();
            var result = parse(ref reader);
            if (reader._json.Read())
            {
                throw reader.Fault("the end of the message");
            }

            return result;
        }
        catch (JsonException e)
        {
            throw reader.Malformed(e);
        }
        finally
        {
            names.Return();
        }
    }

    /// <summary>To the next token, which is there: Utf8JsonReader throws where a message ends too early.</summary>
    private void Advance()
    {
        _json.Read();
        switch (_json.TokenType)
        {
            case JsonTokenType.StartObject:
                RefuseTooDeep();
                _names.OpenObject();
                break;
            case JsonTokenType.StartArray:
                RefuseTooDeep();
                break;
            case JsonTokenType.EndObject:
                _names.CloseObject();
                break;
            case JsonTokenType.PropertyName:
                RefuseTwice();
                break;
            case JsonTokenType.String when _json.ValueIsEscaped:
                RefuseLoneSurrogate();
                break;
        }
    }

    private readonly void RefuseTooDeep()
    {
        if (_json.CurrentDepth >= _maxDepth)
        {
            throw Fault($"at most {_maxDepth} levels of nesting", $"level {_maxDepth + 1}");
        }
    }

    private readonly void RefuseLoneSurrogate()
    {
        if (!Surrogates.AreWhole(_json.ValueSpan))
        {
            throw Fault("both halves of the pair, or neither", "half of a surrogate pair");
        }
    }

    private readonly void RefuseTwice()
    {
        var start = (int)_json.TokenStartIndex + 1;
        if (!_json.ValueIsEscaped)
        {
            Add(_json.ValueSpan, start);
            return;
        }

        RefuseLoneSurrogate();
        var room = _json.ValueSpan.Length;
        var name = room <= 256 ? stackalloc byte[256] : new byte[room];
        Add(name[.._json.CopyString(name)], start);
    }

    private readonly void Add(ReadOnlySpan<byte> name, int start)
    {
        if (!_names.Add(name, _utf8, start, _json.ValueSpan.Length))
        {
            throw Fault("each name once in an object", "the name a second time");
        }
    }

    /// <summary>The framework's own words are not passed on: they quote whatever stands there, to the end of the message.</summary>
    private readonly LinkMessageException Malformed(JsonException e)
    {
        var line = 0;
        for (var lines = e.LineNumber ?? 0; lines > 0; lines--)
        {
            line += _utf8[line..].IndexOf((byte)'\n') + 1;
        }

        return new LinkMessageException(Path(_json.BytesConsumed), $"malformed JSON (at byte {line + (e.BytePositionInLine ?? 0)})", "JSON by RFC 8259");
    }

    private static string WhereNotUtf8(ReadOnlySpan<byte> utf8)
    {
        _ = Utf8.ToUtf16(utf8, new char[utf8.Length], out var read, out _, replaceInvalidSequences: false);
        return $"at byte {read}";
    }
}
