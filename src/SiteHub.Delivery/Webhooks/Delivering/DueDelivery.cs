namespace SiteHub.Delivery.Webhooks;

/// <summary>A delivery that the pump has in hand.</summary>
/// <param name="Event">the event's number</param>
/// <param name="Subject">what it must stay in order with</param>
/// <param name="Fresh">never tried, and not in the indexes of what failed</param>
/// <param name="Attempts">tries so far</param>
/// <param name="Step">how far it is in the retry schedule</param>
/// <param name="FirstAt">its first try</param>
/// <param name="Replay">the replay that it belongs to</param>
/// <param name="HeldBack">an earlier one of its document is not done</param>
/// <param name="Message">the event</param>
internal sealed record DueDelivery(
    long Event, long Subject, bool Fresh, int Attempts, int Step, DateTimeOffset? FirstAt, long? Replay, bool HeldBack, WebhookEvent Message)
{
    /// <summary>About what it costs in memory.</summary>
    public int Bytes => Message.Doc.Length + (Message.Before?.Length ?? 0) + 500;
}
