using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Agent.Sources.Frappe.Conversation;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Agent.Conversation;

/// <summary>
/// Puts what members wrote onto their documents, one after the other on each. Whatever the hub found is asked once more: that the document is there, published, and that
/// account's, and that there is a conversation on it.
/// </summary>
internal sealed class MessageRunner(PublicationSet publications, MessageRows rows, IEnumerable<FrappeMessages> mirrored, Database database, MessageSignal signal, WorkerSet workers) : RowWorker(workers, signal)
{
    public const string Worker = "messages";

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    /// <summary>Null: the site keeps its documents itself, and this is where the message belongs.</summary>
    private readonly FrappeMessages? _frappe = mirrored.FirstOrDefault();

    public override string Name => Worker;

    protected override IReadOnlyList<string> Lanes() => database.Read(static session => StoredMessage.Lanes(session, Worker));

    protected override string? Next(string lane) => database.Read(session => StoredMessage.Next(session, Worker, lane));

    protected override async Task<string?> HandleAsync(string row, CancellationToken stopping)
    {
        if (database.Read(session => StoredMessage.Find(session, row)) is { State: StoredMessage.Received } message)
        {
            await Put(message, stopping);
        }

        return null;
    }

    protected override string? Describe(string row) => database.Read(session => StoredMessage.Find(session, row)) is { } message ? $"{message.DocType} {message.Name}, {message.Email}" : null;

    protected override void SetAside(Session session, string row, string reason)
    {
        // It stays as it is, and is passed over as long as it is parked.
    }

    protected override void Retry(Session session, string row)
    {
        // It is due as soon as it is no longer parked.
    }

    protected override void Discard(Session session, string row) => rows.Move(session, row, StoredMessage.Received, MessageStates.Refused, "The company could not take it.");

    private async Task Put(StoredMessage message, CancellationToken cancellationToken)
    {
        MessageOrigin? origin = null;
        if (_frappe is not null && database.Read(session => RefusalOf(session, message)) is null)
        {
            switch (await _frappe.Put(message, cancellationToken))
            {
                case PutOutcome.Done done:
                    origin = done.Origin;
                    break;
                case PutOutcome.Refused refused:
                    await database.Writer.Write(session => rows.Move(session, message.Message, StoredMessage.Received, MessageStates.Refused, refused.Reason), cancellationToken);
                    return;
                default:
                    await Task.Delay(Between, cancellationToken);
                    return;
            }
        }

        await database.Writer.Write(
            session => origin is null && RefusalOf(session, message) is { } refusal
                ? rows.Move(session, message.Message, StoredMessage.Received, MessageStates.Refused, refusal)
                : (origin is not null || _frappe is null) && rows.Move(session, message.Message, StoredMessage.Received, MessageStates.Delivered, origin: origin),
            cancellationToken);
    }

    /// <returns>null: it may be there</returns>
    private string? RefusalOf(Session session, StoredMessage message)
    {
        if (session.Long("SELECT 1 FROM hub_user WHERE issuer = $1 AND subject = $2 AND disabled = 1", message.Issuer, message.Subject) is not null)
        {
            return "The company has disabled your user there.";
        }

        if (StoredDocument.Find(session, message.DocType, message.Name) is not { State.Deleted: false } document || PublishedDocument.Find(session, document.Id)?.Account != message.Account)
        {
            // Whose it is not must not learn whether it is there.
            return $"There is no {message.DocType} {message.Name} of this account.";
        }

        return publications.RuleOf(publications.Of(message.DocType)) is null ? "The company takes no messages on these documents any more." : null;
    }
}
