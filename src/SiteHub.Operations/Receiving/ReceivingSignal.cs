using SiteHub.Delivery.Clock;

namespace SiteHub.Operations.Receiving;

/// <summary>Wakes <see cref="ReceiptPump"/>.</summary>
public sealed class ReceivingSignal : WakeSignal;
