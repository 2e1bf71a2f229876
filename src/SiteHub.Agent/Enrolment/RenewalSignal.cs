using SiteHub.Delivery.Clock;

namespace SiteHub.Agent.Enrolment;

/// <summary>Raised after a commit that asks for new keys, and now and then by the clock.</summary>
internal sealed class RenewalSignal : WakeSignal;
