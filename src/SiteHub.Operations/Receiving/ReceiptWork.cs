using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Receiving;

/// <summary>Maps one of them and has its document saved. What it becomes, and that it has, are one transaction.</summary>
internal sealed class ReceiptWork(Receipts receipts, ReceiverRows receivers, IReceivedDocuments documents, Database database, ILogger<ReceiptWork> log)
{
    /// <summary>The present receiver is what an operator sees; a wrong template is corrected, and this tried again.</summary>
    /// <returns>null: settled; else why it failed</returns>
    public async Task<string?> Do(Receipt receipt, CancellationToken cancellationToken)
    {
        ReceivedDocument? document;
        string? nothing;
        try
        {
            (document, nothing) = Document(receipt);
        }
        catch (FormatException fault)
        {
            return fault.Message;
        }

        if (document is null)
        {
            await database.Writer.Write(session => receipts.Settle(session, receipt.Id, ReceiptState.Ignored, reason: nothing), cancellationToken);
            return null;
        }

        var refusal = await documents.Take(
            document,
            (session, name) =>
            {
                Receipts.RequireOf(session, receipt);
                receipts.Settle(session, receipt.Id, ReceiptState.Applied, document.DocType, name);
            },
            cancellationToken);
        if (refusal is null)
        {
            Log.Applied(log, receipt.Id, receipt.Receiver, document.DocType);
        }

        return refusal;
    }

    /// <returns>what it becomes; or null, and why nothing</returns>
    private (ReceivedDocument? Document, string? Nothing) Document(Receipt receipt)
    {
        if (receipt.ReceiverId.Length == 0)
        {
            return (RoutedReceipts.Read(receipt), null);
        }

        var receiver = receivers.Find(receipt.ReceiverId) ?? throw new FormatException("its receiver was removed");
        return Mapping.Document(receiver, receipt.ContentType, receipt.Headers, receipt.Body) is { } json
            ? (new ReceivedDocument(receiver.Site, receiver.User, receiver.DocType, receiver.Match, json) { Receipt = receipt.Id }, null)
            : (null, Mapping.NothingOf(receiver, receipt.ContentType, receipt.Body));
    }
}
