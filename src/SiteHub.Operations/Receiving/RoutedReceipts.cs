using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Operations.Receiving;

/// <summary>
/// What the hub sends on to a site comes in over the link and then goes the same way as what comes in at a site itself: kept with the
/// checkpoint in one transaction, then worked on.
/// </summary>
public sealed class RoutedReceipts(Receipts receipts)
{
    /// <summary>The receiver's name that a list shows; its id is empty.</summary>
    public const string Hub = "(the hub)";

    /// <exception cref="LinkMessageException">it is not such data</exception>
    public Func<Session, bool> Prepare(LinkEvent entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _ = RoutedDocument.Read(entry.Data);
        return session => !receipts.Keep(session, "", Hub, entry.Id, "application/json", "{}", entry.Data).Known;
    }

    internal static ReceivedDocument Read(Receipt receipt)
    {
        try
        {
            var routed = RoutedDocument.Read(receipt.Body);
            return new ReceivedDocument(null, routed.User, routed.DocType, routed.Match, routed.Doc);
        }
        catch (LinkMessageException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}
