namespace SiteHub.Protocol.Links;

/// <summary>
/// A message of the link cannot be taken as it stands. It says where, what stood there and what was expected, and is safe to show:
/// values of members that hold secrets are named by their kind only.
/// </summary>
public sealed class LinkMessageException : Exception
{
    /// <param name="path">the member, as in <c>events[3].seq</c>; empty for the message as a whole</param>
    /// <param name="found">what stood there</param>
    /// <param name="expected">what should have stood there</param>
    public LinkMessageException(string path, string found, string expected)
        : base($"{(string.IsNullOrEmpty(path) ? "message" : path)}: found {found}, expected {expected}") => Path = path;

    /// <summary>The member, as in <c>events[3].seq</c>, counted from the root of what was read; empty for the message as a whole.</summary>
    public string Path { get; }
}
