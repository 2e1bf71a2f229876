namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>The approved routes of a role by which its pages are told apart, whatever they are about.</summary>
internal sealed class PagePatterns(string role, IEnumerable<string> approved)
{
    // What is written out comes before what stands for anything, as in routing itself.
    private readonly List<string[]> _patterns = [.. approved.Where(static route => route.StartsWith("GET ", StringComparison.Ordinal)).Select(static route => route[4..route.LastIndexOf(": ", StringComparison.Ordinal)])
        .OrderBy(static pattern => pattern.Count(static c => c == '{')).Select(static pattern => pattern.Split('/'))];

    public IEnumerable<string> All => _patterns.Select(Name);

    /// <returns>null: no route of the role</returns>
    public string? Of(string path)
    {
        var parts = path.Split('/');
        return _patterns.FirstOrDefault(pattern => Fits(pattern, parts)) is { } found ? Name(found) : null;
    }

    private string Name(string[] pattern) => $"{role} {string.Join('/', pattern)}";

    private static bool Fits(string[] pattern, string[] parts)
    {
        var rest = Array.FindIndex(pattern, static part => part.StartsWith("{**", StringComparison.Ordinal));
        return rest >= 0
            ? parts.Length >= rest && pattern.Take(rest).SequenceEqual(parts.Take(rest), StringComparer.OrdinalIgnoreCase)
            : pattern.Length == parts.Length && pattern.Zip(parts).All(static pair => pair.First.StartsWith('{') || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }
}
