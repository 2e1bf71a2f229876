using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>A condition threw: shown on the webhook, and announced once until the webhook is changed.</summary>
internal static class ConditionFault
{
    public static void Tell(Session s, Webhook webhook, string fault, DateTimeOffset now)
    {
        if (s.Execute("UPDATE webhook_progress SET condition_fault = $2 WHERE webhook = $1 AND condition_fault IS NULL", webhook.Number, fault) == 1)
        {
            Announcements.Write(s, now, AnnouncementKind.ConditionFailed, webhook.Id, webhook.Name, null, fault);
        }
    }
}
