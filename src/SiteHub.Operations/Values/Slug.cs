namespace SiteHub.Operations.Values;

/// <summary>The name of a site in addresses, files and logs: a-z, 0-9 and single hyphens, beginning with a letter.</summary>
public sealed record Slug
{
    private const int Longest = 40;

    public const string Expected = "a-z, 0-9 and single hyphens, beginning with a letter, up to 40 characters";

    private Slug(string text) => Text = text;

    public string Text { get; }

    /// <returns>null: it is none</returns>
    public static Slug? Parse(string? text) => text is { Length: <= Longest } && IsName(text, Longest) && !text.EndsWith('-') && !text.Contains("--", StringComparison.Ordinal) ? new Slug(text) : null;

    /// <summary>a-z, 0-9 and hyphens, beginning with a letter: what receivers and other providers are called by in addresses.</summary>
    public static bool IsName(string? text, int longest) =>
        text is { Length: > 0 } && text.Length <= longest && char.IsAsciiLetterLower(text[0]) && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public override string ToString() => Text;
}
