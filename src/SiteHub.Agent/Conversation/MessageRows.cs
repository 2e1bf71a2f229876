using System.Buffers;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Conversation;

/// <summary>Writes messages, and tells the hub in the same transaction: of the company's if the hub has the document, of a member's what became of it.</summary>
internal sealed class MessageRows(SiteOptions site, LinkLog log, TimeProvider time)
{
    /// <summary>What the company wrote: a new message.</summary>
    /// <param name="session">the transaction</param>
    /// <param name="said">with its own id, the document, author, text and state</param>
    /// <param name="origin">where it stands in another system; null: nowhere else</param>
    /// <param name="isNews">nobody is notified of it otherwise</param>
    public void Add(Session session, NewMessage said, MessageOrigin? origin = null, bool isNews = true)
    {
        var added = session.Execute(
            """
            INSERT INTO message (message, doc_type, name, author, text, at, state, changed, origin, origin_name, origin_modified)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (message) DO NOTHING
            """,
            said.Message,
            said.DocType,
            said.Name,
            said.Author,
            said.Text,
            said.At,
            said.State,
            time.GetUtcNow(),
            origin?.DocType,
            origin?.Name,
            origin?.Modified);
        if (added > 0 && said.State == StoredMessage.Said)
        {
            Tell(session, StoredMessage.Find(session, said.Message)!, isNews);
        }
    }

    /// <summary>The company edited what it wrote, or took it away.</summary>
    /// <param name="session">the transaction</param>
    /// <param name="message">which</param>
    /// <param name="text">as it now is; null: it is gone</param>
    /// <param name="state">what it now is</param>
    public void Change(Session session, string message, string? text, string state)
    {
        var before = StoredMessage.Find(session, message);
        if (before is null || before.IsMembers || session.Execute(
            "UPDATE message SET text = $2, state = $3, version = version + 1, changed = $4 WHERE message = $1 AND (text IS NOT $2 OR state <> $3)", message, text, state, time.GetUtcNow()) == 0)
        {
            return;
        }

        if (before.State == StoredMessage.Said || state == StoredMessage.Said)
        {
            Tell(session, StoredMessage.Find(session, message)!, isNews: true);
        }
    }

    /// <summary>It stands on another document by now, or on one with another name.</summary>
    public void MoveTo(Session session, string message, string docType, string name)
    {
        if (session.Execute("UPDATE message SET doc_type = $2, name = $3, version = version + 1 WHERE message = $1 AND (doc_type <> $2 OR name <> $3)", message, docType, name) > 0
            && StoredMessage.Find(session, message) is { State: StoredMessage.Said or MessageStates.Delivered } moved)
        {
            Tell(session, moved, isNews: false);
        }
    }

    /// <returns>false: it was no longer in that state, and nothing was changed</returns>
    public bool Move(Session session, string message, string from, string to, string? reason = null, MessageOrigin? origin = null)
    {
        if (session.Execute(
            "UPDATE message SET state = $3, reason = $4, changed = $5, origin = coalesce($6, origin), origin_name = coalesce($7, origin_name), origin_modified = coalesce($8, origin_modified) WHERE message = $1 AND state = $2",
            message,
            from,
            to,
            reason,
            time.GetUtcNow(),
            origin?.DocType,
            origin?.Name,
            origin?.Modified) == 0)
        {
            return false;
        }

        Tell(session, StoredMessage.Find(session, message)!, isNews: true);
        return true;
    }

    /// <summary>As it stands. What is on a document that the hub does not have waits until it has; what is not decided is not told.</summary>
    public void Tell(Session session, StoredMessage message, bool isNews)
    {
        if (message.IsMembers)
        {
            if (message.State != StoredMessage.Received)
            {
                Append(session, LinkEventTypes.MessageAnswered, new MessageAnswered(message.Message, message.Attempt, message.DocType, message.Name, message.State, message.Reason, time.GetUtcNow())
                {
                    Written = isNews || message.State == MessageStates.Refused ? null : session.One("SELECT written FROM message WHERE id = $1", static row => row.BytesOrNull(0), message.Id) is { } written ? written : (ReadOnlyMemory<byte>?)null,
                }.WriteTo);
            }

            return;
        }

        var published = session.One(
            "SELECT p.account FROM document d JOIN published_document p ON p.document_id = d.id WHERE d.doc_type = $1 AND d.name = $2 AND d.deleted = 0",
            static row => new PublishedDocument(row.TextOrNull(0)),
            message.DocType,
            message.Name);
        if (message.State == StoredMessage.Note && message.Account is null || (message.Account ?? published?.Account) is not { } account || (published is null && message.Account is null))
        {
            return;
        }

        session.Execute("UPDATE message SET told = version, account = $2 WHERE id = $1", message.Id, account);
        var text = message.State == StoredMessage.Said ? message.Text : null;
        Append(
            session,
            LinkEventTypes.MessageTold,
            new MessageTold(message.Message, message.Version, message.DocType, message.Name, account, MessageText.Cut(message.Author, MessageLimits.MaxAuthor), text, message.At, isNews).WriteTo);
    }

    private void Append(Session session, string type, Action<IBufferWriter<byte>> write)
    {
        var data = new ArrayBufferWriter<byte>();
        write(data);
        log.Append(session, site.Site.Slug, type, data.WrittenMemory);
    }
}

/// <summary>What the company writes.</summary>
/// <param name="Message">the site's own id of it</param>
/// <param name="State"><see cref="StoredMessage.Said"/> or <see cref="StoredMessage.Note"/></param>
internal sealed record NewMessage(string Message, string DocType, string Name, string Author, string Text, DateTimeOffset At, string State);

/// <summary>Where a message stands in the system that the documents live in.</summary>
/// <param name="Modified">by that system's clock</param>
internal sealed record MessageOrigin(string DocType, string Name, string? Modified);
