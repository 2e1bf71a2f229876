using SiteHub.Delivery.Clock;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Raised after a commit that began a replay.</summary>
public sealed class ReplaySignal : WakeSignal;
