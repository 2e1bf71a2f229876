namespace SiteHub.Operations.Look;

/// <summary>An address to go on to that came with the request: only one of our own, or somebody else's page could follow ours.</summary>
public static class LocalUrl
{
    public static bool IsLocal(string? url) =>
        url is ['/'] || (url is ['/', not ('/' or '\\'), ..] && !url.Any(char.IsControl));

    public static string Of(string? url, string otherwise = "/") => IsLocal(url) ? url! : otherwise;
}
