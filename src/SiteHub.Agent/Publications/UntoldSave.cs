using SiteHub.Agent.Documents;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Publications;

/// <summary>Whether the hub may see the document cannot be told: it keeps what it has, and that is written down.</summary>
internal sealed class UntoldSave(UnevaluatedDocument unevaluated) : IPreparedChange
{
    public void Commit(Session session, long documentId) => unevaluated.Put(session, documentId);
}
