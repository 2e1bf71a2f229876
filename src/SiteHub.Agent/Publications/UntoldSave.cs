using SiteHub.Agent.Documents;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Publications;

/// <summary>Whether the hub may see the document cannot be told: it keeps what it has, and that is written down.</summary>
internal sealed class UntoldSave(DocumentState document, string reason, DateTimeOffset now) : IPreparedChange
{
    public void Commit(Session session, long documentId) => UnevaluatedDocument.Put(session, documentId, document, reason, now);
}
