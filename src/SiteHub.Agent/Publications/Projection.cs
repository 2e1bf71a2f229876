using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Publications;

/// <summary>The published form of one body.</summary>
/// <param name="Doc">A JSON object in the body's own order; values are copied byte for byte, so that 1.0 stays 1.0.</param>
/// <param name="Account">Null where the body names none.</param>
internal readonly record struct Projection(ReadOnlyMemory<byte> Doc, string? Account, DocumentCard Card)
{
    private const int Lines = (int)DocumentLine.Outstanding + 1;

    /// <param name="body">a JSON object that a save has accepted</param>
    /// <param name="plan">what is taken of it</param>
    public static Projection Of(ReadOnlyMemory<byte> body, FieldPlan plan)
    {
        var doc = new ArrayBufferWriter<byte>(body.Length + 64);
        Span<Range> lines = stackalloc Range[Lines];
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        Write(ref reader, body.Span, plan, doc, lines);
        return new Projection(doc.WrittenMemory, Text(DocumentLine.Account, body.Span, lines), CardOf(body.Span, lines));
    }

    /// <summary>The account alone.</summary>
    public static string? AccountOf(ReadOnlyMemory<byte> body, FieldPlan plan)
    {
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var use = plan.Find(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (use?.Lines.Contains(DocumentLine.Account) == true)
            {
                return Text(body.Span[start..(int)reader.BytesConsumed]);
            }
        }

        return null;
    }

    private static void Write(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, FieldPlan plan, ArrayBufferWriter<byte> output, scoped Span<Range> lines)
    {
        var separator = (byte)'{';
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var use = plan.Find(ref reader);
            reader.Read();
            if (use is { Outputs: [{ Columns: { } only } table], Lines: [] } && reader.TokenType == JsonTokenType.StartArray)
            {
                // The usual case of a table: read once.
                Byte(output, separator);
                separator = (byte)',';
                output.Write(table.Key);
                WriteRows(ref reader, body, only, output);
                continue;
            }

            var value = reader;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (use is null)
            {
                continue;
            }

            var text = start..(int)reader.BytesConsumed;
            foreach (var (key, columns) in use.Outputs)
            {
                Byte(output, separator);
                separator = (byte)',';
                output.Write(key);
                if (columns is not null && value.TokenType == JsonTokenType.StartArray)
                {
                    // A copy of the reader, at the table's start: the next output begins there too.
                    var rows = value;
                    WriteRows(ref rows, body, columns, output);
                }
                else
                {
                    output.Write(body[text]);
                }
            }

            foreach (var line in use.Lines)
            {
                lines[(int)line] = text;
            }
        }

        if (separator == (byte)'{')
        {
            Byte(output, separator);
        }

        Byte(output, (byte)'}');
    }

    private static void WriteRows(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, FieldPlan columns, ArrayBufferWriter<byte> output)
    {
        var separator = (byte)'[';
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // Whatever is not a row has no columns that one may see.
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                Byte(output, separator);
                separator = (byte)',';
                Write(ref reader, body, columns, output, []);
            }
            else
            {
                reader.Skip();
            }
        }

        if (separator == (byte)'[')
        {
            Byte(output, separator);
        }

        Byte(output, (byte)']');
    }

    private static void Byte(ArrayBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static DocumentCard CardOf(ReadOnlySpan<byte> body, ReadOnlySpan<Range> lines) => new(
        Text(DocumentLine.Title, body, lines),
        Text(DocumentLine.Status, body, lines),
        Number(DocumentLine.Amount, body, lines),
        Text(DocumentLine.Currency, body, lines),
        Date(Text(DocumentLine.Date, body, lines)),
        Date(Text(DocumentLine.Due, body, lines)))
    {
        Outstanding = Number(DocumentLine.Outstanding, body, lines),
    };

    private static decimal? Number(DocumentLine line, ReadOnlySpan<byte> body, ReadOnlySpan<Range> lines) =>
        decimal.TryParse(Text(line, body, lines), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(DocumentLine line, ReadOnlySpan<byte> body, ReadOnlySpan<Range> lines) => Text(body[lines[(int)line]]);

    /// <summary>A member's value as text; an empty one is none, as in Frappe.</summary>
    private static string? Text(ReadOnlySpan<byte> json) => json switch
    {
        [] or [(byte)'n', ..] or [(byte)'"', (byte)'"'] => null,
        [(byte)'"', .. var inner, (byte)'"'] when !inner.Contains((byte)'\\') => Encoding.UTF8.GetString(inner),
        [(byte)'"', ..] => Unescaped(json),
        _ => Encoding.UTF8.GetString(json),
    };

    private static string? Unescaped(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.GetString();
    }

    /// <summary>The day of a Date or a Datetime.</summary>
    private static DateOnly? Date(string? text) =>
        text is { Length: >= 10 } && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
