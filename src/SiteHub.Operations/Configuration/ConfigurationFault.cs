namespace SiteHub.Operations.Configuration;

/// <param name="Path">Where in the file, as JSONPath: <c>$.sites[0].url</c>.</param>
/// <param name="Message">What is expected, and what to do.</param>
/// <param name="Found">What stands there instead; null where nothing does, or where it may be a secret.</param>
public sealed record ConfigurationFault(string Path, string Message, string? Found = null)
{
    public override string ToString() => Found is null ? $"{Path}: {Message}" : $"{Path}: {Message} (found {Found})";
}
