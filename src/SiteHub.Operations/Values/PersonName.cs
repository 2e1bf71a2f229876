namespace SiteHub.Operations.Values;

/// <summary>What people call a person. Parsed where it comes in; behind that there is no other kind of name.</summary>
public sealed record PersonName
{
    /// <summary>Text elements; four times as many bytes.</summary>
    public const int Longest = 100;

    public const string Expected = "a name of 1 to 100 characters, without control, invisible or direction characters";

    private PersonName(string text) => Text = text;

    public string Text { get; }

    /// <returns>null: it is none</returns>
    public static PersonName? Parse(string? text) => ShownText.Of(text, Longest) is { } name ? new PersonName(name) : null;

    /// <summary>As <see cref="Parse"/>, where no name need be given: blank is none, and no fault.</summary>
    public static bool TryParse(string? text, out PersonName? name)
    {
        name = Parse(text);
        return name is not null || string.IsNullOrWhiteSpace(text);
    }

    public override string ToString() => Text;
}
