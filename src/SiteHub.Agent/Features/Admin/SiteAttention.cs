using SiteHub.Agent.Publications;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Agent.Features.Admin;

/// <summary>Actions whose outcome a person has to find out, and documents of which the site cannot tell whether the hub may see them.</summary>
internal sealed class SiteAttention(Database database) : IAttention
{
    public IEnumerable<Attention> Look()
    {
        var (unknown, reason, unevaluated) = database.Read(static session => (
            session.Long("SELECT count(*) FROM action_request WHERE state = 'unknown'") ?? 0,
            session.Text("SELECT reason FROM action_request WHERE state = 'unknown' ORDER BY changed DESC LIMIT 1"),
            UnevaluatedDocument.Standing(session)));
        if (unknown > 0)
        {
            yield return new Attention("actions:unknown", "Whether actions were done is not known: {0}", $"{unknown}", reason, "/admin/actions?state=unknown", "Look into the other system, then say what became of them", "action-unknown");
        }

        if (unevaluated.Count > 0)
        {
            yield return new Attention("documents:unevaluated", "Whether the hub may see documents could not be told: {0}", $"{unevaluated.Count}", unevaluated.Reason, "/admin/publications", "Correct the publication's condition or the documents, then have them evaluated again", "document-unevaluated");
        }
    }
}
