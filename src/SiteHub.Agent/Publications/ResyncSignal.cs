using SiteHub.Delivery.Clock;

namespace SiteHub.Agent.Publications;

/// <summary>Raised after a commit that asked for a resync.</summary>
internal sealed class ResyncSignal : WakeSignal;
