using System.Text;
using System.Text.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Json;

/// <summary>How a message's members are taken out of it, each with what it must be.</summary>
internal ref partial struct StrictReader
{
    private const int MaxShown = 60;

    public readonly bool IsNull => _json.TokenType is JsonTokenType.Null;

    /// <summary>The value as it stands, escapes and all, without its quotes: good for comparing with what needs no escapes.</summary>
    public readonly ReadOnlySpan<byte> RawValue => _json.ValueSpan;

    /// <summary>Enters the object that the present token must be; call <see cref="NextMember"/> until it is false.</summary>
    public readonly Entered EnterObject() =>
        _json.TokenType is JsonTokenType.StartObject ? new Entered(_json.TokenStartIndex) : throw Fault("an object");

    /// <summary>Enters the array that the present token must be; call <see cref="NextItem"/> until it is false.</summary>
    public readonly Entered EnterArray() =>
        _json.TokenType is JsonTokenType.StartArray ? new Entered(_json.TokenStartIndex) : throw Fault("an array");

    /// <summary>To the value of the next member, whose <see cref="Name"/> is then set; false at the object's end.</summary>
    public bool NextMember()
    {
        Advance();
        if (_json.TokenType is JsonTokenType.EndObject)
        {
            return false;
        }

        Name = _json.ValueIsEscaped ? Encoding.UTF8.GetBytes(_json.GetString()!) : _json.ValueSpan;
        Advance();
        return true;
    }

    /// <summary>To the next value of an array; false at its end.</summary>
    public bool NextItem()
    {
        Advance();
        return _json.TokenType is not JsonTokenType.EndArray;
    }

    public List<T> List<T>(Parse<T> item)
    {
        EnterArray();
        var items = new List<T>();
        while (NextItem())
        {
            items.Add(item(ref this));
        }

        return items;
    }

    /// <summary>Past the present value, all of it checked.</summary>
    public void Skip()
    {
        var depth = _json.CurrentDepth;
        if (_json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            do
            {
                Advance();
            }
            while (_json.CurrentDepth > depth);
        }
    }

    /// <summary>The bytes of the object that the present token must be, as they stand in the message.</summary>
    public ReadOnlyMemory<byte> RawObject()
    {
        EnterObject();
        var start = (int)_json.TokenStartIndex;
        Skip();
        return _message[start..(int)_json.BytesConsumed];
    }

    public readonly string Text(string expected = "a text that is not empty", int max = int.MaxValue) =>
        TextOrEmpty(expected) is { Length: > 0 } text && text.Length <= max ? text : throw Fault(expected);

    public readonly string TextOrEmpty(string expected = "a text") =>
        _json.TokenType is JsonTokenType.String ? _json.GetString()! : throw Fault(expected);

    /// <summary>ERPs say "nobody" and "nothing" with an empty text as often as with null.</summary>
    public readonly string? TextOrNull() => IsNull ? null : TextOrEmpty("a text or null") is { Length: > 0 } text ? text : null;

    public readonly long Integer(long min, long max = LinkLimits.MaxNumber) =>
        _json.TokenType is JsonTokenType.Number && _json.TryGetInt64(out var number) && number >= min && number <= max
            ? number
            : throw Fault($"an integer from {min} to {max}");

    public readonly decimal Decimal() =>
        _json.TokenType is JsonTokenType.Number && _json.TryGetDecimal(out var number) ? number : throw Fault("a number of at most 28 digits");

    public readonly bool Flag() =>
        _json.TokenType is JsonTokenType.True or JsonTokenType.False ? _json.GetBoolean() : throw Fault("true or false");

    /// <summary>RFC 3339 with its offset, in UTC. A time without an offset would mean another instant on each machine.</summary>
    public readonly DateTimeOffset Time() =>
        _json.TokenType is JsonTokenType.String && Timestamps.HasOffset(_json.ValueSpan) && _json.TryGetDateTimeOffset(out var time)
            ? time.ToUniversalTime()
            : throw Fault("a time by RFC 3339 with its offset, as 2026-11-23T20:44:41.646Z");

    public readonly DateOnly Date() =>
        _json.TokenType is JsonTokenType.String && Timestamps.TryDate(_json.ValueSpan, out var date) ? date : throw Fault("a date as 2026-11-23");

    /// <summary>The present token is not what it must be.</summary>
    public readonly LinkMessageException Fault(string expected) => Fault(expected, Shown());

    private readonly LinkMessageException Fault(string expected, string found) => new(Path(_json.TokenStartIndex), found, expected);

    private readonly string Path(long offset) => SecretPath ?? MemberPath.Of(_utf8, offset);

    private readonly string Shown() => _json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String when SecretPath is not null => "a text",
        JsonTokenType.Number when SecretPath is not null => "a number",
        JsonTokenType.String => $"\"{Shortened()}\"",
        JsonTokenType.None => "nothing",
        _ => Shortened(),
    };

    private readonly string Shortened()
    {
        var text = Encoding.UTF8.GetString(_json.ValueSpan[..Math.Min(_json.ValueSpan.Length, MaxShown)]);
        var shown = string.Create(text.Length, text, static (shown, text) =>
        {
            // DEL and C1 controls need no escape in JSON, and do things to terminals.
            for (var i = 0; i < text.Length; i++)
            {
                shown[i] = char.IsControl(text[i]) ? '\uFFFD' : text[i];
            }
        });
        return _json.ValueSpan.Length <= MaxShown ? shown : $"{shown}…";
    }

    /// <summary>The member that an object lacks.</summary>
    public readonly LinkMessageException Missing(Entered entered, string name)
    {
        var path = Path(entered.Offset);
        return new LinkMessageException(path.Length == 0 ? name : $"{path}.{name}", "nothing", "a value, for it is required");
    }

    /// <summary>The parts, each right by itself, do not make a whole.</summary>
    public readonly LinkMessageException Inconsistent(Entered entered, string found, string expected) => new(Path(entered.Offset), found, expected);

    public readonly T Require<T>(T? value, Entered entered, string name)
        where T : struct => value ?? throw Missing(entered, name);

    public readonly T Require<T>(T? value, Entered entered, string name)
        where T : class => value ?? throw Missing(entered, name);

    /// <param name="Offset">of the opening brace or bracket</param>
    internal readonly record struct Entered(long Offset);
}
