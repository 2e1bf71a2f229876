namespace SiteHub.Delivery.Webhooks;

public enum AnnouncementKind
{
    /// <summary>A delivery was given up.</summary>
    DeadLetter,

    /// <summary>The system holds a webhook: a person must look and enable it.</summary>
    WebhookHeld,

    /// <summary>A condition threw; told once until it is corrected.</summary>
    ConditionFailed,
}
