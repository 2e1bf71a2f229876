using System.Globalization;
using System.Text.Json;
using SiteHub.Delivery.Scripts;

namespace SiteHub.Operations.Configuration.Reading;

internal static class FieldReader
{
    public static FieldEntry? Read(JsonElement item, string path, ReadContext context)
    {
        if (ObjectReader.Open(item, path, context) is not { } reader)
        {
            return null;
        }

        var name = reader.Text("name", required: true);
        if (name is not null && (!IsName(name) || StandardFields.All.Contains(name)))
        {
            reader.Fault("name", $"must be a-z, 0-9 and _, beginning with a letter, and none of {Found.List(StandardFields.All)}", Found.Text(name));
        }

        var known = reader.Context.Faults.Count;
        var type = reader.Choice("type", FieldTypeNames.All);
        var typed = known == reader.Context.Faults.Count;
        var options = typed ? Options(reader, type) : null;
        var fallback = typed ? Default(reader, type, options) : null;
        if (!typed)
        {
            reader.Any("options");
            reader.Any("default");
        }

        var field = new FieldEntry(
            name ?? "", reader.Text("label") ?? Label(name ?? ""), type, reader.Flag("required"), options, fallback,
            reader.Flag("allowOnSubmit"), reader.Flag("readOnly"))
        {
            InList = reader.Flag("inList"),
            Formula = Formula(reader, type),
        };
        reader.Close();
        return name is null ? null : field;
    }

    private static string? Formula(ObjectReader reader, FieldType type)
    {
        if (reader.Text("formula") is not { } formula)
        {
            return null;
        }

        if (type == FieldType.Table)
        {
            reader.Fault("formula", "is for single values; the rows of a table have formulas of their own", Found.Text(formula));
            return null;
        }

        try
        {
            Script.Compile(formula, FieldEntry.FormulaNames);
            return formula;
        }
        catch (ScriptException e)
        {
            reader.Fault("formula", $"is no script: {e.Message}", Found.Text(formula));
            return null;
        }
    }

    private static bool IsName(string name) =>
        name.Length <= 64 && char.IsAsciiLetterLower(name[0]) && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static string? Options(ObjectReader reader, FieldType type)
    {
        var options = reader.Any("options") switch
        {
            null => null,
            { ValueKind: JsonValueKind.Array } when type == FieldType.Select => string.Join('\n', reader.List("options", Choice(reader)).Select(c => c.Value)),
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { } other => Wrong(reader, other),
        };
        if (string.IsNullOrEmpty(options) && !reader.IsFaulty("options") && type is FieldType.Select or FieldType.Link or FieldType.Table)
        {
            reader.Fault("options", type == FieldType.Select ? "must list what may be chosen" : $"must name the DocType that a {type} points at");
        }
        else if (options is not null && type is not (FieldType.Select or FieldType.Link or FieldType.Table))
        {
            reader.Fault("options", "is for Select, Link and Table alone", Found.Text(options));
        }

        return options;
    }

    /// <summary>A Select may be left empty only if the empty choice is among its own, so "" is one.</summary>
    private static Func<JsonElement, string, string?> Choice(ObjectReader reader) => (item, path) =>
        item.ValueKind == JsonValueKind.String && item.GetString() is { } text && !text.Contains('\n', StringComparison.Ordinal)
            ? text
            : Wrong(reader, item, path);

    private static string? Wrong(ObjectReader reader, JsonElement found, string? path = null)
    {
        reader.Context.Fault(path ?? reader.At("options"), "must be a text, or for a Select a list of texts", Found.Value(found));
        return null;
    }

    private static JsonElement? Default(ObjectReader reader, FieldType type, string? options)
    {
        if (reader.Any("default") is not { ValueKind: not JsonValueKind.Null } value)
        {
            return null;
        }

        var fits = type switch
        {
            FieldType.Int => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            FieldType.Float or FieldType.Currency or FieldType.Percent => value.ValueKind == JsonValueKind.Number,
            FieldType.Check => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var n) && n is 0 or 1,
            FieldType.Select => value.ValueKind == JsonValueKind.String && (options ?? "").Split('\n').Contains(value.GetString()),
            FieldType.Date => value.ValueKind == JsonValueKind.String && (value.GetString() == "Today" || IsDate(value.GetString()!)),
            FieldType.Table => false,
            FieldType.Json => true,
            _ => value.ValueKind == JsonValueKind.String,
        };
        if (!fits && !reader.IsFaulty("options"))
        {
            reader.Fault("default", "is no value that this field could hold", Found.Value(value));
        }

        return value.Clone();
    }

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>"grand_total" reads "Grand Total".</summary>
    private static string Label(string name) =>
        CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name.Replace('_', ' '));
}
