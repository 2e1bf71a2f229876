namespace SiteHub.Operations.Values;

/// <summary>A role at a site, such as <c>Sales User</c>. Lists of them are written with semicolons and line breaks between, so it has none.</summary>
public sealed record RoleName
{
    /// <summary>As Frappe's names.</summary>
    private const int Longest = 140;

    public const string Expected = "a role's name of 1 to 140 characters, without semicolons, control or invisible characters";

    private RoleName(string text) => Text = text;

    public string Text { get; }

    /// <returns>null: it is none</returns>
    public static RoleName? Parse(string? text) => ShownText.Of(text, Longest) is { } name && !name.Contains(';', StringComparison.Ordinal) ? new RoleName(name) : null;

    public override string ToString() => Text;
}
