using System.Buffers;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Operations;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Receiving;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Receiving;

/// <summary>The hub has no documents of its own: what comes in goes on over the link to a site, which saves it.</summary>
internal sealed class RoutedToSites(LinkLog log, LinkRegistry links, Database database) : IReceivedDocuments
{
    public IEnumerable<Fault> FaultsOf(Receiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        if (receiver.Site is null || links.List().All(link => link.Link != receiver.Site))
        {
            yield return new Fault("site", receiver.Site, SitesSeen.Expected);
        }

        if (receiver.User is null)
        {
            yield return new Fault("user", null, "the address of the site's user as whom it is saved there: one whom the site lets the hub write as (receiving.hubUsers in its configuration)");
        }
    }

    public async Task<string?> Take(ReceivedDocument document, Action<Session, string?> settle, CancellationToken cancellationToken)
    {
        if (links.List().All(link => link.Link != document.Site))
        {
            return $"There is no link to a site {document.Site}.";
        }

        var data = new ArrayBufferWriter<byte>();
        new RoutedDocument(document.DocType, document.Match, document.User, document.Json).WriteTo(data);
        try
        {
            // What a link cannot carry is refused here, as at a save.
            _ = RoutedDocument.Read(data.WrittenMemory);
        }
        catch (LinkMessageException e)
        {
            return e.Message;
        }

        await database.Writer.Write(
            session =>
            {
                var position = log.Append(session, document.Site!, LinkEventTypes.DocumentRouted, data.WrittenMemory);
                RoutedEntries.Put(session, document.Receipt, position.Id!);
                settle(session, null);
            },
            cancellationToken);
        return null;
    }
}
