namespace SiteHub.Delivery.Webhooks;

/// <summary>A replay and how far it is.</summary>
/// <param name="Id"><c>rpl_…</c></param>
/// <param name="Filter">what is replayed</param>
/// <param name="State">whether it still gathers</param>
/// <param name="Total">how many fit the filter; null until they are counted</param>
/// <param name="Queued">how many were put in line so far, with those that go again to keep a document's last version last</param>
/// <param name="Delivered">how many of them the receivers took</param>
/// <param name="Failed">how many of them were given up again</param>
/// <param name="CreatedAt">UTC</param>
public sealed record Replay(
    string Id, DeliveryFilter Filter, ReplayState State, long? Total, long Queued, long Delivered, long Failed, DateTimeOffset CreatedAt)
{
    /// <summary>Whether every one that was put in line has come to its end.</summary>
    public bool IsDone => State is not ReplayState.Gathering && Delivered + Failed >= Queued;
}
