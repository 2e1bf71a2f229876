using SiteHub.Delivery.Storage;
using SiteHub.Operations.Receiving;

namespace SiteHub.Hub.Receiving;

/// <summary>With which entry of a link each receipt went on to its site: by that a site's refusal finds back to what came in.</summary>
internal static class RoutedEntries
{
    public const string Sqlite =
        """
        ALTER TABLE receipt ADD COLUMN entry TEXT NULL;
        CREATE INDEX receipt_entry ON receipt (entry) WHERE entry IS NOT NULL;
        """;

    public static void Put(Session session, long receipt, string entry) => session.Execute("UPDATE receipt SET entry = $2 WHERE id = $1", receipt, entry);

    /// <summary>It was handed on, and the site would not have it: whoever looks at what came in here finds that, and can send it again.</summary>
    public static void Refused(Session session, string site, string entry, string reason) => session.Execute(
        "UPDATE receipt SET state = $2, reason = $3 WHERE entry = $1 AND state = $4", entry, ReceiptState.Failed, $"{site} refused it: {reason}", ReceiptState.Applied);
}
