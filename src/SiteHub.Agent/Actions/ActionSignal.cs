using SiteHub.Delivery.Clock;

namespace SiteHub.Agent.Actions;

/// <summary>Wakes <see cref="ActionRunner"/>.</summary>
internal sealed class ActionSignal : WakeSignal;
