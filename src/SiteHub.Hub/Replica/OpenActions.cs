namespace SiteHub.Hub.Replica;

/// <summary>The actions that are open on a document, as its row keeps them: names hold no spaces.</summary>
internal static class OpenActions
{
    public const string Column = "ALTER TABLE document ADD COLUMN actions TEXT NULL;";

    public static string? Text(IReadOnlyList<string> names) => names.Count == 0 ? null : string.Join(' ', names);

    public static IReadOnlyList<string> Of(string? text) => text is null ? [] : text.Split(' ');
}
