using System.Buffers;
using System.Text;
using System.Text.Json;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Documents.Bodies;

/// <summary>
/// Turns a given value into the one form in which it is stored. Nothing is bent silently: what a field cannot hold is a fault, where
/// Frappe would store 0 for "abc". Numbers keep their literal form, except that a Float given as 1 becomes 1.0, as Frappe answers it.
/// </summary>
internal sealed partial class Canonical
{
    /// <summary>A longer literal is no amount of anything.</summary>
    private const int LongestNumber = 64;

    /// <summary>Columns of Frappe's tables that are <c>varchar(140)</c>.</summary>
    private const int LongestLine = 140;

    private static readonly SearchValues<byte> MustEscape = SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private readonly ArrayBufferWriter<byte> _scratch = new(512);
    /// <summary>Holds what is made of numbers and moments, which are short.</summary>
    private readonly byte[] _appended = new byte[LongestNumber + 16];

    /// <summary>What was wrong with the value that <see cref="Of"/> last refused; for a person.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>Frappe's name for that kind of fault.</summary>
    public string FaultType { get; private set; } = "";

    /// <param name="field">the field that is to hold it</param>
    /// <param name="token">the raw JSON of the value</param>
    /// <param name="kind">the kind of its first token</param>
    /// <param name="escaped">a string with escapes</param>
    /// <param name="stored">raw JSON to store; valid until the next call, or as long as <paramref name="token"/></param>
    /// <returns>false if the field cannot hold it; <see cref="Fault"/> says why</returns>
    public bool Of(Field field, ReadOnlySpan<byte> token, JsonTokenType kind, bool escaped, out ReadOnlySpan<byte> stored)
    {
        stored = field.Empty;
        if (kind == JsonTokenType.Null)
        {
            return true;
        }

        if (kind == JsonTokenType.StartArray && field.Type != FieldType.Json)
        {
            return Refuse($"Value for {field.Label} cannot be a list");
        }

        if (kind == JsonTokenType.StartObject && field.Type != FieldType.Json)
        {
            return Refuse($"Value for {field.Label} cannot be an object");
        }

        if (kind == JsonTokenType.Number && token.Length > LongestNumber)
        {
            return Refuse($"Value for {field.Label} has more than {LongestNumber} digits");
        }

        if (escaped && !Unescape(ref token))
        {
            return Refuse($"Value for {field.Label} holds half a surrogate pair");
        }

        return field.Type switch
        {
            FieldType.Int => Whole(field, token, kind, out stored),
            FieldType.Float or FieldType.Currency or FieldType.Percent => Fraction(field, token, kind, out stored),
            FieldType.Check => Flag(field, token, kind, out stored),
            FieldType.Date or FieldType.Datetime or FieldType.Time => Moment(field, token, kind, out stored),
            FieldType.Json => Json(field, token, kind, out stored),
            _ => Text(field, token, kind, out stored),
        };
    }

    /// <summary>The text of a canonical string, without its quotes; the bytes still hold escapes where there are any.</summary>
    public static string TextOf(ReadOnlySpan<byte> stored)
    {
        if (stored[0] != (byte)'"')
        {
            return Encoding.UTF8.GetString(stored);
        }

        if (stored.Contains((byte)'\\'))
        {
            var reader = new Utf8JsonReader(stored);
            reader.Read();
            return reader.GetString()!;
        }

        return Encoding.UTF8.GetString(stored[1..^1]);
    }

    private bool Text(Field field, ReadOnlySpan<byte> token, JsonTokenType kind, out ReadOnlySpan<byte> stored)
    {
        stored = token;
        switch (kind)
        {
            case JsonTokenType.True or JsonTokenType.False:
                return Refuse($"Value for {field.Label} cannot be true or false");
            case JsonTokenType.Number:
                stored = Quote(token);
                break;
        }

        if (field.Type is FieldType.Data or FieldType.Link or FieldType.Select && token.Length > LongestLine)
        {
            var text = TextOf(stored);
            if (text.Length > LongestLine)
            {
                return Refuse($"{field.Label}: '{text}' ({text.Length}) will get truncated, as max characters allowed is {LongestLine}", "CharacterLengthExceededError");
            }
        }

        return field.Type != FieldType.Select || Choice(field, ref stored);
    }

    private bool Choice(Field field, ref ReadOnlySpan<byte> stored)
    {
        var text = TextOf(stored);
        var choice = text.Trim();
        if (choice.Length > 0 && field.Entry.Choices.Any(c => c.Length > 0) && !field.Entry.Choices.Contains(choice))
        {
            return Refuse($" {field.Label} cannot be \"{choice}\". It should be one of \"{string.Join("\", \"", field.Entry.Choices)}\"");
        }

        if (choice.Length != text.Length)
        {
            stored = Quote(Encoding.UTF8.GetBytes(choice));
        }

        return true;
    }

    private bool Moment(Field field, ReadOnlySpan<byte> token, JsonTokenType kind, out ReadOnlySpan<byte> stored)
    {
        stored = token;
        if (kind == JsonTokenType.String && token.Length == 2)
        {
            stored = field.Empty;
            return true;
        }

        var (sound, form) = field.Type switch
        {
            FieldType.Date => (kind == JsonTokenType.String && Moments.IsDate(token[1..^1]), "a date, YYYY-MM-DD"),
            FieldType.Time => (kind == JsonTokenType.String && Moments.IsTime(token[1..^1]), "a time, HH:MM:SS"),
            _ => (kind == JsonTokenType.String && Moments.IsDateTime(token[1..^1]), "a date and time, YYYY-MM-DD HH:MM:SS"),
        };
        if (!sound)
        {
            return Refuse($"Value for {field.Label} must be {form}, found {Shown(token)}");
        }

        // The same moment in the one spelling that Frappe answers with.
        if (field.Type == FieldType.Datetime && token.Length == 12)
        {
            stored = Append(token[..^1], " 00:00:00\""u8);
        }
        else if (field.Type == FieldType.Datetime && token[11] == (byte)'T')
        {
            stored = Append(token, []);
            _appended[11] = (byte)' ';
        }

        return true;
    }

    private bool Json(Field field, ReadOnlySpan<byte> token, JsonTokenType kind, out ReadOnlySpan<byte> stored)
    {
        stored = token;
        if (kind != JsonTokenType.String)
        {
            stored = Quote(token.ToArray());
            return true;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(TextOf(token)), new JsonReaderOptions { MaxDepth = LinkLimits.MaxDocDepth });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return Refuse($"Value for {field.Label} must be JSON, found {Shown(token)}");
        }
    }

    private bool Refuse(string fault, string type = "ValidationError")
    {
        Fault = fault;
        FaultType = type;
        return false;
    }

    /// <summary>Rewrites a string with escapes into the form with as few as can be.</summary>
    private bool Unescape(ref ReadOnlySpan<byte> token)
    {
        var reader = new Utf8JsonReader(token);
        reader.Read();
        try
        {
            token = Quote(Encoding.UTF8.GetBytes(reader.GetString()!));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Escapes what must be and nothing else, so that one text has one form: the library's writer escapes emoji as well.</summary>
    private ReadOnlySpan<byte> Quote(ReadOnlySpan<byte> text)
    {
        _scratch.ResetWrittenCount();
        _scratch.Write("\""u8);
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(MustEscape);
            _scratch.Write(plain < 0 ? text : text[..plain]);
            if (plain < 0)
            {
                break;
            }

            var c = text[plain];
            _scratch.Write(c switch
            {
                (byte)'"' => "\\\""u8,
                (byte)'\\' => "\\\\"u8,
                (byte)'\n' => "\\n"u8,
                (byte)'\r' => "\\r"u8,
                (byte)'\t' => "\\t"u8,
                _ => Encoding.UTF8.GetBytes($"\\u{(int)c:x4}"),
            });
            text = text[(plain + 1)..];
        }

        _scratch.Write("\""u8);
        return _scratch.WrittenSpan;
    }

    private ReadOnlySpan<byte> Append(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end)
    {
        text.CopyTo(_appended);
        end.CopyTo(_appended.AsSpan(text.Length));
        return _appended.AsSpan(0, text.Length + end.Length);
    }

    /// <summary>A value as it was found, not too long to be shown.</summary>
    private static string Shown(ReadOnlySpan<byte> token)
    {
        var text = Encoding.UTF8.GetString(token);
        return text.Length > 100 ? string.Concat(text.AsSpan(0, 100), "…") : text;
    }
}
