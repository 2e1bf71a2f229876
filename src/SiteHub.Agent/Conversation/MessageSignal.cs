using SiteHub.Delivery.Clock;

namespace SiteHub.Agent.Conversation;

/// <summary>Wakes <see cref="MessageRunner"/>.</summary>
internal sealed class MessageSignal : WakeSignal;
