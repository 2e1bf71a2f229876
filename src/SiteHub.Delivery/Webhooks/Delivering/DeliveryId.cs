using System.Globalization;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// A delivery's id, which is also the header <c>webhook-id</c>. It names event and webhook: two webhooks may send the same event to the same
/// receiver, in different shapes, and one must not be taken for a repetition of the other.
/// </summary>
public static class DeliveryId
{
    private const string Prefix = "dlv_";

    public static string Of(long webhook, string eventId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{webhook}_{eventId}");

    public static bool TryParse(string? id, out long webhook, out string eventId)
    {
        webhook = 0;
        eventId = "";
        var rest = id?.StartsWith(Prefix, StringComparison.Ordinal) is true ? id[Prefix.Length..] : "";
        var end = rest.IndexOf('_', StringComparison.Ordinal);
        if (end <= 0 || !long.TryParse(rest.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out webhook))
        {
            return false;
        }

        eventId = rest[(end + 1)..];
        return eventId.Length > 0;
    }
}
