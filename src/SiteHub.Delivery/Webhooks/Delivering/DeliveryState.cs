namespace SiteHub.Delivery.Webhooks;

/// <summary>What became of one event for one webhook. The numbers are stored, and stand in the indexes.</summary>
public enum DeliveryState
{
    /// <summary>Written, and not yet tried.</summary>
    Pending = 0,

    Delivered = 1,

    /// <summary>It failed, and will be tried again.</summary>
    Waiting = 2,

    /// <summary>Behind an earlier one of its document.</summary>
    Behind = 3,

    /// <summary>Given up; can be replayed.</summary>
    Dead = 4,

    /// <summary>The webhook's condition threw; evaluated again when the webhook is changed.</summary>
    Unevaluated = 5,
}
