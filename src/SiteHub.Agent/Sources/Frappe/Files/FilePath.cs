namespace SiteHub.Agent.Sources.Frappe.Files;

/// <summary>
/// Where the site says that a file of its own is. What it says is a person's there to change, and the agent's key goes with the request: so it is a path below the two
/// folders of files, made anew of its parts, or it is nothing. A file that lies elsewhere (a link to another server, an app's store) is not given out.
/// </summary>
internal static class FilePath
{
    private const int Longest = 1_000;

    /// <returns>as it stands in a request; null: it is none</returns>
    public static string? Of(string? url)
    {
        if (url is null or { Length: > Longest })
        {
            return null;
        }

        string[] segments = url.Split('/');
        var begin = segments is ["", "private", "files", _, ..] ? 3 : segments is ["", "files", _, ..] ? 2 : 0;
        return begin == 0 || segments[begin..].Any(static part => part is "" or "." or ".." || part.Contains('\\', StringComparison.Ordinal) || part.Any(char.IsControl))
            ? null
            : string.Join('/', segments.Select(Uri.EscapeDataString));
    }
}
