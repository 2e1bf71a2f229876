using System.Text;
using System.Text.Json;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.Bodies;

/// <summary>Writes the fields of one document or row, each given, kept or by default, and notes everything that is wrong with them.</summary>
internal sealed class ColumnWriter(Utf8JsonWriter json, Faults faults)
{
    private readonly Canonical _canonical = new();

    private SaveKind _kind;
    private DateTimeOffset _now;
    private string _user = "";
    private ILinkTargets _links = null!;

    public void Begin(SaveKind kind, DateTimeOffset now, string user, ILinkTargets links) => (_kind, _now, _user, _links) = (kind, now, user, links);

    /// <param name="type">the DocType</param>
    /// <param name="row">what messages about a row begin with; empty for a document</param>
    /// <param name="given">what was sent</param>
    /// <param name="givenSlots">where its members stand</param>
    /// <param name="stored">what stood before</param>
    /// <param name="storedSlots">where its members stand</param>
    /// <param name="isNew">defaults are taken</param>
    public void Write(
        DocType type, string row, ReadOnlySpan<byte> given, Slot[] givenSlots, ReadOnlySpan<byte> stored, Slot[] storedSlots, bool isNew)
    {
        foreach (var field in type.Columns)
        {
            var slot = givenSlots[field.Slot];
            var before = storedSlots[field.Slot];
            json.WritePropertyName(field.Key);
            if (slot.IsGiven)
            {
                WriteGiven(type, field, row, slot.In(given), slot.Kind, slot.Escaped, before.IsGiven ? before.In(stored) : default);
            }
            else if (before.IsGiven)
            {
                // A row that is given is given whole, as in Frappe; a document keeps what is not mentioned.
                var value = row.Length > 0 && !given.IsEmpty ? field.Empty : before.In(stored);
                CheckRequired(type, field, row, value);
                CheckFrozen(field, row, before.In(stored), value);
                json.WriteRawValue(value, skipInputValidation: true);
            }
            else
            {
                WriteDefault(type, field, row, isNew);
            }
        }
    }

    private void WriteGiven(
        DocType type, Field field, string row, ReadOnlySpan<byte> token, JsonTokenType kind, bool escaped, ReadOnlySpan<byte> before)
    {
        if (!_canonical.Of(field, token, kind, escaped, out var value))
        {
            faults.Invalid(row, _canonical.Fault, _canonical.FaultType);
            value = field.Empty;
        }
        else if (field.Entry.Required && (kind == JsonTokenType.Null || IsBlank(value)))
        {
            Missing(type, field, row);
        }
        else
        {
            CheckLink(field, row, value);
            CheckFrozen(field, row, before, value);
        }

        json.WriteRawValue(value, skipInputValidation: true);
    }

    private void WriteDefault(DocType type, Field field, string row, bool isNew)
    {
        if (isNew && field.Default is { } raw)
        {
            var text = raw[0] == (byte)'"' ? Encoding.UTF8.GetString(raw.AsSpan(1..^1)) : "";
            var made = Defaults.Of(field.Type, text, _now, _user);
            var token = made is null ? raw : JsonSerializer.SerializeToUtf8Bytes(made);
            WriteGiven(type, field, row, token, token[0] == (byte)'"' ? JsonTokenType.String : JsonTokenType.Number, escaped: false, default);
            return;
        }

        if (field.Entry.Required)
        {
            Missing(type, field, row);
        }

        json.WriteRawValue(field.Empty, skipInputValidation: true);
    }

    private void CheckLink(Field field, string row, ReadOnlySpan<byte> value)
    {
        if (field.Type == FieldType.Link && value.Length > 2 && value[0] == (byte)'"')
        {
            var name = Canonical.TextOf(value);
            if (!_links.Exists(field.Entry.Target!, name))
            {
                faults.BrokenLink(row, field.Label, name);
            }
        }
    }

    private void CheckRequired(DocType type, Field field, string row, ReadOnlySpan<byte> value)
    {
        if (field.Entry.Required && (value.SequenceEqual("null"u8) || IsBlank(value)))
        {
            Missing(type, field, row);
        }
    }

    private void CheckFrozen(Field field, string row, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (_kind == SaveKind.UpdateAfterSubmit && !field.Entry.AllowOnSubmit && !before.IsEmpty && !SameValue.Of(before, after))
        {
            faults.Frozen(row, field.Label, Canonical.TextOf(before), Canonical.TextOf(after));
        }
    }

    private void Missing(DocType type, Field field, string row) =>
        faults.Missing(
            field.Name,
            row.Length == 0
                ? $"Error: Value missing for {type.Name}: {field.Label}"
                : $"Error: <strong>{type.Name}</strong> {row} Value missing for: {field.Label}");

    private static bool IsBlank(ReadOnlySpan<byte> value) =>
        value[0] == (byte)'"' && (value.Length == 2 || (value[1] <= (byte)' ' && value[1..^1].Trim((byte)' ').IsEmpty));
}
