using System.Text.Json;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Actions;

/// <summary>Something that a member gives with an action.</summary>
/// <param name="Name">its key in the input; a letter or an underscore, then letters, digits and underscores</param>
/// <param name="Label">for people</param>
/// <param name="Type">one of <see cref="ActionFieldTypes"/></param>
/// <param name="IsRequired">an empty one is refused</param>
public sealed record ActionField(string Name, string Label, string Type, bool IsRequired)
{
    /// <summary>Of a text: how many characters at most. Null: <see cref="DefaultMaxLength"/>.</summary>
    public long? MaxLength { get; init; }

    /// <summary>Of a number: the least; null: none.</summary>
    public decimal? Min { get; init; }

    /// <summary>Of a number: the most; null: none.</summary>
    public decimal? Max { get; init; }

    /// <summary>Of a choice: what there is to choose from; null for other types.</summary>
    public IReadOnlyList<string>? Options { get; init; }

    public const int DefaultMaxLength = 2_000;

    private const string ExpectedName = "a field's name: a letter or _, then letters, digits and _, up to 60 characters";

    /// <summary>One rule for <c>sites.json</c> and for a catalogue: it becomes a part of forms and of the names of their fields.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= 60 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
    }

    internal static ActionField Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? name = null;
        string? label = null;
        string? type = null;
        var required = false;
        long? maxLength = null;
        decimal? min = null;
        decimal? max = null;
        List<string>? options = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("name"u8))
            {
                name = reader.Text(ExpectedName) is var given && IsName(given) ? given : throw reader.Fault(ExpectedName);
            }
            else if (reader.Name.SequenceEqual("label"u8))
            {
                label = reader.Text();
            }
            else if (reader.Name.SequenceEqual("type"u8))
            {
                type = reader.Text();
            }
            else if (reader.Name.SequenceEqual("required"u8))
            {
                required = reader.Flag();
            }
            else if (reader.Name.SequenceEqual("maxLength"u8))
            {
                maxLength = reader.IsNull ? null : reader.Integer(1, LinkLimits.MaxEntryBytes);
            }
            else if (reader.Name.SequenceEqual("min"u8))
            {
                min = reader.IsNull ? null : reader.Decimal();
            }
            else if (reader.Name.SequenceEqual("max"u8))
            {
                max = reader.IsNull ? null : reader.Decimal();
            }
            else if (reader.Name.SequenceEqual("options"u8))
            {
                options = reader.IsNull ? null : reader.List(static (ref option) => option.Text());
            }
            else
            {
                reader.Skip();
            }
        }

        return new ActionField(reader.Require(name, entered, "name"), reader.Require(label, entered, "label"), reader.Require(type, entered, "type"), required)
        {
            MaxLength = maxLength, Min = min, Max = max, Options = options,
        };
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, Name);
        writer.WriteString("label"u8, Label);
        writer.WriteString("type"u8, Type);
        writer.WriteBoolean("required"u8, IsRequired);
        if (MaxLength is { } length)
        {
            writer.WriteNumber("maxLength"u8, length);
        }

        if (Min is { } min)
        {
            writer.WriteNumber("min"u8, min);
        }

        if (Max is { } max)
        {
            writer.WriteNumber("max"u8, max);
        }

        if (Options is not null)
        {
            writer.WriteTexts("options"u8, Options);
        }

        writer.WriteEndObject();
    }
}

/// <summary>What may be given. One type that a reader does not know is a text to it.</summary>
public static class ActionFieldTypes
{
    /// <summary>One line.</summary>
    public const string Text = "text";

    /// <summary>Several lines.</summary>
    public const string LongText = "longText";

    public const string Number = "number";

    public const string Integer = "integer";

    /// <summary><c>2026-11-29</c></summary>
    public const string Date = "date";

    public const string Choice = "choice";

    /// <summary>true or false.</summary>
    public const string Check = "check";

    public static IReadOnlyList<string> All { get; } = [Text, LongText, Number, Integer, Date, Choice, Check];
}
