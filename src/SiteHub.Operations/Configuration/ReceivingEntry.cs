namespace SiteHub.Operations.Configuration;

/// <summary>What a site takes from its hub, beside what members ask for.</summary>
/// <param name="HubUsers">The addresses of those of its users as whom the hub may save documents here. None: as nobody.</param>
public sealed record ReceivingEntry(IReadOnlyList<string> HubUsers)
{
    public static ReceivingEntry Default { get; } = new([]);
}
