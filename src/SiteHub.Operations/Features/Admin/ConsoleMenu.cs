namespace SiteHub.Operations.Features.Admin;

/// <summary>What stands in the console's menu: what both roles have, and what this one has besides.</summary>
public sealed record ConsoleMenu(IReadOnlyList<ConsoleEntry> Entries)
{
    internal static IReadOnlyList<ConsoleEntry> Shared { get; } =
    [
        new("/admin", "Overview"),
        new("/admin/links", "Links"),
        new("/admin/webhooks", "Webhooks"),
        new("/admin/deliveries", "Deliveries"),
        new("/admin/replays", "Replays"),
        new("/admin/inbound", "Inbound"),
        new("/admin/live", "Live"),
        new("/admin/parked", "Background work"),
    ];

    internal static ConsoleEntry Safety { get; } = new("/admin/safety", "Safety", OperationsAccess.AdministerPages);

    internal static ConsoleEntry Jobs { get; } = new("/admin/jobs", "Jobs", OperationsAccess.AdministerPages);
}

/// <param name="Path">where</param>
/// <param name="Name">an English text, translated where it is shown</param>
/// <param name="Policy">who sees it; null: everybody who sees the console</param>
public sealed record ConsoleEntry(string Path, string Name, string? Policy = null);
