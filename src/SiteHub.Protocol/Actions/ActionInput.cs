using System.Globalization;
using System.Text.Json;

namespace SiteHub.Protocol.Actions;

/// <summary>Checks what was given with an action against what it takes. Hub and site do it each for themselves.</summary>
public static class ActionInput
{
    /// <summary>Every fault of the input; none: it can be taken.</summary>
    /// <param name="fields">what the action takes</param>
    /// <param name="input">a JSON object</param>
    public static IReadOnlyList<ActionInputFault> FaultsOf(IReadOnlyList<ActionField> fields, JsonElement input)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (input.ValueKind != JsonValueKind.Object)
        {
            return [new ActionInputFault("", Shown(input), "an object of the action's fields")];
        }

        var faults = new List<ActionInputFault>();
        foreach (var member in input.EnumerateObject().Where(member => fields.All(field => field.Name != member.Name)))
        {
            faults.Add(new ActionInputFault(member.Name, Shown(member.Value), fields.Count == 0 ? "nothing: the action takes no input" : $"one of {string.Join(", ", fields.Select(static field => field.Name))}"));
        }

        foreach (var field in fields)
        {
            var given = input.TryGetProperty(field.Name, out var value) ? value : default;
            if (IsEmpty(given))
            {
                if (field.IsRequired)
                {
                    faults.Add(new ActionInputFault(field.Name, null, $"{Expected(field)}; it is required"));
                }
            }
            else if (!Fits(field, given))
            {
                faults.Add(new ActionInputFault(field.Name, Shown(given), Expected(field)));
            }
        }

        return faults;
    }

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()));

    private static bool Fits(ActionField field, JsonElement value) => field.Type switch
    {
        ActionFieldTypes.Number => IsNumber(field, value, out _),
        ActionFieldTypes.Integer => IsNumber(field, value, out var number) && decimal.Truncate(number) == number,
        ActionFieldTypes.Check => value.ValueKind is JsonValueKind.True || (value.ValueKind is JsonValueKind.False && !field.IsRequired),
        ActionFieldTypes.Date => value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ActionFieldTypes.Choice => value.ValueKind == JsonValueKind.String && field.Options?.Contains(value.GetString()!) == true,
        ActionFieldTypes.Text => IsText(field, value, out var text) && !text.Contains('\n', StringComparison.Ordinal) && !text.Contains('\r', StringComparison.Ordinal),
        _ => IsText(field, value, out _),
    };

    private static bool IsText(ActionField field, JsonElement value, out string text)
    {
        text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return value.ValueKind == JsonValueKind.String && text.Length <= (field.MaxLength ?? ActionField.DefaultMaxLength) && !text.Contains('\0', StringComparison.Ordinal);
    }

    private static bool IsNumber(ActionField field, JsonElement value, out decimal number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out number) && (field.Min is null || number >= field.Min) && (field.Max is null || number <= field.Max);
    }

    private static string Expected(ActionField field) => field.Type switch
    {
        ActionFieldTypes.Number => $"a number{Range(field)}",
        ActionFieldTypes.Integer => $"a whole number{Range(field)}",
        ActionFieldTypes.Check => field.IsRequired ? "true" : "true or false",
        ActionFieldTypes.Date => "a date, such as 2026-11-29",
        ActionFieldTypes.Choice => $"one of {string.Join(", ", field.Options ?? [])}",
        ActionFieldTypes.Text => $"one line of at most {field.MaxLength ?? ActionField.DefaultMaxLength} characters",
        _ => $"a text of at most {field.MaxLength ?? ActionField.DefaultMaxLength} characters",
    };

    private static string Range(ActionField field) => (field.Min, field.Max) switch
    {
        ({ } min, { } max) => string.Create(CultureInfo.InvariantCulture, $" from {min} to {max}"),
        ({ } min, null) => string.Create(CultureInfo.InvariantCulture, $", at least {min}"),
        (null, { } max) => string.Create(CultureInfo.InvariantCulture, $", at most {max}"),
        _ => "",
    };

    private static string Shown(JsonElement value) => value.GetRawText() is { Length: > 100 } text ? text[..100] + "…" : value.GetRawText();
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Field">which; empty: the whole</param>
/// <param name="Found">what was given, shortened; null: nothing</param>
/// <param name="Expected">what would do</param>
public sealed record ActionInputFault(string Field, string? Found, string Expected);
