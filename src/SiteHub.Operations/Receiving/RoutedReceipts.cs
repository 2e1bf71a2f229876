using SiteHub.Delivery.Links;
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

    /// <param name="entry">a <c>document.routed</c></param>
    /// <param name="refusal">why this site takes nothing from the hub for that user; null: it does</param>
    /// <exception cref="LinkMessageException">it is not such data</exception>
    public Func<Session, ApplyOutcome> Prepare(LinkEvent entry, Func<Session, string?, string?> refusal)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(refusal);
        var user = RoutedDocument.Read(entry.Data).User;
        return session =>
            refusal(session, user) is { } why ? ApplyOutcome.Rejected(why)
            : receipts.Keep(session, "", Hub, entry.Id, "application/json", "{}", entry.Data).Known ? ApplyOutcome.Known
            : ApplyOutcome.Applied;
    }

    internal static ReceivedDocument Read(Receipt receipt)
    {
        try
        {
            var routed = RoutedDocument.Read(receipt.Body);
            return new ReceivedDocument(null, routed.User, routed.DocType, routed.Match, routed.Doc) { Receipt = receipt.Id, IsFromHub = true };
        }
        catch (LinkMessageException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}
