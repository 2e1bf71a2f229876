using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Delivery.Scripts;

namespace SiteHub.Agent.Documents.Saving;

/// <summary>
/// What a DocType's formulas make of a document at each save of a draft: first those of its rows, over the row, then its own in the order in which they are
/// declared, over the document with what was worked out before. What was given for such a field is not looked at.
/// </summary>
internal static class Formulas
{
    /// <summary>Binary fractions are no amounts: 0.1 + 0.2 is 0.3.</summary>
    private const int Places = 6;

    private const double Largest = 1e15;

    public static (byte[] Body, Refusal? Refusal) Of(DocType type, byte[] body)
    {
        if (!type.HasFormulas)
        {
            return (body, null);
        }

        var worked = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using (var document = JsonDocument.Parse(body))
        {
            foreach (var table in type.Tables.Where(static table => table.RowType!.HasFormulas))
            {
                var (rows, refusal) = Rows(table, document.RootElement.GetProperty(table.Name));
                if (refusal is not null)
                {
                    return (body, refusal);
                }

                worked[table.Name] = rows;
            }
        }

        body = With(body, worked);
        foreach (var field in type.Columns.Where(static field => field.Formula is not null))
        {
            var (value, refusal) = Value(field, "", field.Formula!.Transform(body, null));
            if (refusal is not null)
            {
                return (body, refusal);
            }

            body = With(body, new() { [field.Name] = value });
        }

        return (body, null);
    }

    private static (byte[] Rows, Refusal? Refusal) Rows(Field table, JsonElement rows)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartArray();
            var number = 0;
            foreach (var given in rows.EnumerateArray())
            {
                number++;
                var row = System.Text.Encoding.UTF8.GetBytes(given.GetRawText());
                foreach (var field in table.RowType!.Columns.Where(static field => field.Formula is not null))
                {
                    var (value, refusal) = Value(field, RowLabel.Of(number), field.Formula!.Transform(null, row));
                    if (refusal is not null)
                    {
                        return ([], refusal);
                    }

                    row = With(row, new() { [field.Name] = value });
                }

                json.WriteRawValue(row, skipInputValidation: true);
            }

            json.WriteEndArray();
        }

        return (output.WrittenSpan.ToArray(), null);
    }

    private static (byte[] Value, Refusal? Refusal) Value(Field field, string row, ScriptOutcome<ReadOnlyMemory<byte>> outcome)
    {
        if (outcome is not ScriptOutcome<ReadOnlyMemory<byte>>.Value { Result: var made })
        {
            return Wrong(((ScriptOutcome<ReadOnlyMemory<byte>>.Failed)outcome).Reason);
        }

        using var value = JsonDocument.Parse(made);
        var token = value.RootElement.ValueKind == JsonValueKind.Number
            ? value.RootElement.TryGetDouble(out var number) && Math.Abs(number) < Largest ? System.Text.Encoding.UTF8.GetBytes(Math.Round((decimal)number, Places).ToString("0.######", CultureInfo.InvariantCulture)) : null
            : made.ToArray();
        if (token is null)
        {
            return Wrong("a number that is too large");
        }

        var reader = new Utf8JsonReader(token);
        reader.Read();
        var canonical = new Canonical();
        return canonical.Of(field, token, reader.TokenType, reader.ValueIsEscaped, out var stored) ? (stored.ToArray(), null) : Wrong(canonical.Fault);

        (byte[], Refusal?) Wrong(string reason) => ([], Refuse.Invalid($"{row}{(row.Length > 0 ? " " : "")}{field.Label}: its formula makes nothing that it can hold: {reason}"));
    }

    /// <summary>The same object with other values for some of its members.</summary>
    private static byte[] With(byte[] json, Dictionary<string, byte[]> values)
    {
        using var document = JsonDocument.Parse(json);
        var output = new ArrayBufferWriter<byte>(json.Length + 64);
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                if (values.TryGetValue(member.Name, out var value))
                {
                    writer.WriteRawValue(value, skipInputValidation: true);
                }
                else
                {
                    writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
