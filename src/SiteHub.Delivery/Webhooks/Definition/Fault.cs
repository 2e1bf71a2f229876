namespace SiteHub.Delivery.Webhooks;

/// <summary>One thing that is wrong with what a person wrote; all of them are told at once.</summary>
/// <param name="Path">where, from the webhook: <c>url</c>, <c>headers[1].value</c></param>
/// <param name="Found">what stands there; null where nothing does, or where it may be a secret</param>
/// <param name="Expected">what would be right, and what to do</param>
public sealed record Fault(string Path, string? Found, string Expected)
{
    public override string ToString() => Found is null ? $"{Path}: {Expected}" : $"{Path}: {Expected} (found {Found})";
}
