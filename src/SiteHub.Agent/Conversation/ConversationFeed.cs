using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Agent.Conversation;

/// <summary>
/// What was said follows its document: to another name, and away with it. What the company wrote before the hub had the document is told when it has it. Runs behind
/// <see cref="PublicationFeed"/>, which tells of the document itself.
/// </summary>
internal sealed class ConversationFeed(PublicationSet publications, MessageRows rows) : IChangeFeed
{
    /// <summary>What is told again of one document in one transaction; a resync tells the rest.</summary>
    private const int MostAtOnce = 500;

    public IPreparedChange? Prepare(Save save)
    {
        ArgumentNullException.ThrowIfNull(save);
        return publications.RuleOf(publications.Of(save.Now.DocType)) is null ? null : new Following(rows, save);
    }

    private sealed class Following(MessageRows rows, Save save) : IPreparedChange
    {
        public void Commit(Session session, long documentId)
        {
            var (docType, name) = (save.Now.DocType, save.Now.Name);
            if (save.After is null)
            {
                // A rename is a removal of which no event tells: what was said goes along when the document arrives under its new name.
                if (save.Events.Count > 0)
                {
                    session.Execute("DELETE FROM message WHERE doc_type = $1 AND name = $2 AND state <> $3", docType, name, StoredMessage.Received);
                }

                return;
            }

            if (save.RenamedFrom is { } former && session.Execute("UPDATE message SET name = $3, version = version + 1, told = 0 WHERE doc_type = $1 AND name = $2", docType, former, name) > 0)
            {
                foreach (var message in StoredMessage.Newest(session, docType, name, MostAtOnce).Where(static message => message.State is StoredMessage.Said or MessageStates.Delivered))
                {
                    rows.Tell(session, message, isNews: false);
                }

                return;
            }

            if (PublishedDocument.Find(session, documentId) is not null)
            {
                foreach (var message in StoredMessage.Untold(session, docType, name, MostAtOnce))
                {
                    rows.Tell(session, message, isNews: false);
                }
            }
        }
    }
}
