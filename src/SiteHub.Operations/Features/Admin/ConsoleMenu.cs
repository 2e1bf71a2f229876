namespace SiteHub.Operations.Features.Admin;

/// <summary>What stands in the console's menu: what both roles have, and what this one has besides.</summary>
public sealed record ConsoleMenu(IReadOnlyList<ConsoleEntry> Entries)
{
    internal static IReadOnlyList<ConsoleEntry> Shared { get; } =
    [
        new("/admin", "Overview", KeepsToSites: true),
        new("/admin/links", "Links", KeepsToSites: true),
        new("/admin/webhooks", "Webhooks", KeepsToSites: true),
        new("/admin/deliveries", "Deliveries", KeepsToSites: true),
        new("/admin/replays", "Replays", KeepsToSites: true),
        new("/admin/inbound", "Inbound", KeepsToSites: true),
        new("/admin/live", "Live", KeepsToSites: true),
        new("/admin/parked", "Background work"),
    ];

    internal static ConsoleEntry Safety { get; } = new("/admin/safety", "Safety", OperationsAccess.AdministerPages);

    internal static ConsoleEntry Jobs { get; } = new("/admin/jobs", "Jobs", OperationsAccess.AdministerPages);
}

/// <param name="Path">where</param>
/// <param name="Name">an English text, translated where it is shown</param>
/// <param name="Policy">who sees it; null: everybody who sees the console</param>
/// <param name="KeepsToSites">also those who are bounded to sites</param>
public sealed record ConsoleEntry(string Path, string Name, string? Policy = null, bool KeepsToSites = false);
