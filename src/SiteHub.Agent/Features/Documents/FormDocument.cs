using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Features.Documents;

/// <summary>
/// What a form changes, as the JSON that the REST API takes. What was not touched is not sent, so that a number keeps the form in which it is
/// stored, and a field that may not change is not said to change.
/// </summary>
internal sealed class FormDocument(IFormCollection form, DocType type, JsonElement? stored)
{
    /// <summary>Rows beyond are not read: a form has no more.</summary>
    private const int MostRows = 1_000;

    /// <param name="modified">the version that the form was made of; null for a new document</param>
    public ReadOnlyMemory<byte> Write(string? modified)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (modified is { Length: > 0 })
            {
                json.WriteString("modified", modified);
            }

            if (stored is null && form.TryGetValue(FormNames.Given, out var name) && name.ToString() is { Length: > 0 } given)
            {
                json.WriteString("name", given);
            }

            foreach (var field in type.Columns)
            {
                Column(json, field, FormNames.Of(field.Name), stored);
            }

            foreach (var table in type.Tables)
            {
                Table(json, table);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <returns>whether it is said to be otherwise than stored</returns>
    private bool Column(Utf8JsonWriter json, Field field, string input, JsonElement? before)
    {
        var was = before is { } known && known.TryGetProperty(field.Name, out var value) ? ShownValue.Of(value) : field.Type == FieldType.Check ? "0" : "";
        if (Given(field, input) is not { } now || now == was.ReplaceLineEndings("\n"))
        {
            return false;
        }

        if (now.Length == 0)
        {
            json.WriteNull(field.Name);
        }
        else
        {
            json.WriteString(field.Name, now);
        }

        return true;
    }

    /// <returns>null where the form does not have the input, as with one that is locked</returns>
    private string? Given(Field field, string input)
    {
        if (field.Type == FieldType.Check)
        {
            // A box that is not ticked is not sent; the form's own mark says that it was there.
            return form.ContainsKey(input) ? "1" : form.ContainsKey($"{input}#there") ? "0" : null;
        }

        return form.TryGetValue(input, out var text) ? text.ToString().ReplaceLineEndings("\n") : null;
    }

    private void Table(Utf8JsonWriter json, Field table)
    {
        var before = stored is { } known && known.TryGetProperty(table.Name, out var rows) && rows.ValueKind == JsonValueKind.Array
            ? rows.EnumerateArray().ToDictionary(static row => row.GetProperty("name").GetString()!)
            : [];
        var buffer = new ArrayBufferWriter<byte>();
        var changed = false;
        using (var list = new Utf8JsonWriter(buffer))
        {
            list.WriteStartArray();
            for (var row = 0; row < MostRows && form.TryGetValue(FormNames.RowName(table.Name, row), out var name); row++)
            {
                changed |= Row(list, table, row, before.TryGetValue(name.ToString(), out var known1) ? known1 : null);
            }

            list.WriteEndArray();
        }

        if (changed)
        {
            json.WritePropertyName(table.Name);
            json.WriteRawValue(buffer.WrittenSpan);
        }
    }

    private bool Row(Utf8JsonWriter list, Field table, int row, JsonElement? before)
    {
        if (form.ContainsKey(FormNames.Removed(table.Name, row)))
        {
            return before is not null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        var changed = false;
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            var said = new HashSet<string>(StringComparer.Ordinal);
            foreach (var column in table.RowType!.Columns)
            {
                if (Column(json, column, FormNames.Of(table.Name, row, column.Name), before))
                {
                    changed = true;
                    said.Add(column.Name);
                }
            }

            if (before is { } known)
            {
                foreach (var member in known.EnumerateObject().Where(member => !said.Contains(member.Name)))
                {
                    member.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        if (before is not null || changed)
        {
            list.WriteRawValue(buffer.WrittenSpan);
        }

        return changed;
    }
}
