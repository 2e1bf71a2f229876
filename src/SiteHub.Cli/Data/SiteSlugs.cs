using System.Text.Json;

namespace SiteHub.Cli.Data;

/// <summary>The sites of the file, before it is known whose part is to be read.</summary>
internal static class SiteSlugs
{
    public static IReadOnlyList<string> Of(string path)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return [.. file.RootElement.GetProperty("sites").EnumerateArray().Select(static site => site.GetProperty("slug").GetString()!)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            // Whoever reads the file properly says what is wrong with it.
            return [];
        }
    }
}
