namespace SiteHub.Operations.Configuration;

/// <param name="Logo">an image's address</param>
/// <param name="Colour"><c>#rrggbb</c></param>
public sealed record LookEntry(Uri? Logo, string? Colour, Uri? Imprint, Uri? Privacy)
{
    public static LookEntry Plain { get; } = new(null, null, null, null);
}
