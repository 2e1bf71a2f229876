using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Receiving;

/// <summary>Maps one of them and has its document saved. What it becomes, and that it has, are one transaction.</summary>
internal sealed class ReceiptWork(Receipts receipts, ReceiverRows receivers, IReceivedDocuments documents, Database database, TimeProvider time, ILogger<ReceiptWork> log)
{
    /// <summary>The present one is what an operator sees; a wrong template is corrected, and this tried again.</summary>
    public async Task Do(Receipt receipt, CancellationToken cancellationToken)
    {
        ReceivedDocument? document;
        try
        {
            document = Document(receipt);
        }
        catch (FormatException fault)
        {
            await Fail(receipt, fault.Message);
            return;
        }

        if (document is null)
        {
            await database.Writer.Write(session => receipts.Settle(session, receipt.Id, ReceiptState.Ignored), cancellationToken);
            return;
        }

        string? refusal;
        try
        {
            refusal = await documents.Take(document, (session, name) => receipts.Settle(session, receipt.Id, ReceiptState.Applied, document.DocType, name), cancellationToken);
        }
        catch (DatabaseUnavailableException failure)
        {
            Log.Postponed(log, receipt.Id, receipt.Receiver, failure.Message);
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            return;
        }

        if (refusal is not null)
        {
            await Fail(receipt, refusal);
        }
        else
        {
            Log.Applied(log, receipt.Id, receipt.Receiver, document.DocType);
        }
    }

    private ReceivedDocument? Document(Receipt receipt)
    {
        if (receipt.ReceiverId.Length == 0)
        {
            return RoutedReceipts.Read(receipt);
        }

        var receiver = receivers.Find(receipt.ReceiverId) ?? throw new FormatException("its receiver was removed");
        return Mapping.Document(receiver, receipt.ContentType, receipt.Headers, receipt.Body) is { } json
            ? new ReceivedDocument(receiver.Site, receiver.User, receiver.DocType, receiver.Match, json) { Receipt = receipt.Id }
            : null;
    }

    private async Task Fail(Receipt receipt, string reason)
    {
        Log.Failed(log, receipt.Id, receipt.Receiver, reason);
        await database.Writer.Write(session => receipts.Settle(session, receipt.Id, ReceiptState.Failed, reason: reason));
    }
}
