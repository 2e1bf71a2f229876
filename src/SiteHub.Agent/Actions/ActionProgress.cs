using System.Buffers;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Actions;

/// <summary>Moves a request on, and tells the hub in the same transaction. A state only follows those that it may follow.</summary>
internal sealed class ActionProgress(SiteOptions site, LinkLog log, TimeProvider time)
{
    private static readonly TimeSpan ToldAgain = TimeSpan.FromDays(30);

    /// <returns>false: it was no longer in that state, and nothing was changed</returns>
    public bool Move(Session session, string id, string from, string to, string? reason = null, ActionResult? result = null, string? user = null)
    {
        var now = time.GetUtcNow();
        var moved = session.Execute(
            """
            UPDATE action_request SET state = $3, reason = $4, changed = $5, result_doc_type = $6, result_name = $7, result_revision = $8, user = coalesce($9, user)
            WHERE id = $1 AND state = $2
            """,
            id,
            from,
            to,
            reason,
            now,
            result?.DocType,
            result?.Name,
            result?.Revision,
            user);
        if (moved == 0)
        {
            return false;
        }

        Tell(session, id);
        return true;
    }

    /// <summary>Where the request stands, as the hub is to know it. What is not decided is not told.</summary>
    public void Tell(Session session, string id)
    {
        var told = session.One("SELECT id, state, reason, result_revision, changed, result_doc_type, result_name FROM action_request WHERE id = $1 AND state <> 'received'", Map, id);
        if (told is not null)
        {
            Append(session, told);
        }
    }

    /// <summary>After one of the two was restored: what is open, and what ended not long ago.</summary>
    public void TellAll(Session session)
    {
        foreach (var told in session.Many(
            "SELECT id, state, reason, result_revision, changed, result_doc_type, result_name FROM action_request WHERE state <> 'received' AND (changed > $1 OR state IN ('accepted', 'unknown')) ORDER BY changed",
            Map,
            time.GetUtcNow() - ToldAgain))
        {
            Append(session, told);
        }
    }

    private void Append(Session session, ActionProgressed told)
    {
        var data = new ArrayBufferWriter<byte>();
        told.WriteTo(data);
        log.Append(session, site.Site.Slug, LinkEventTypes.ActionProgressed, data.WrittenMemory);
    }

    private static ActionProgressed Map(Row row) => new(row.Text(0), row.Text(1), row.TextOrNull(2), row.LongOrNull(3), row.Time(4)) { ResultDocType = row.TextOrNull(5), ResultName = row.TextOrNull(6) };
}

/// <summary>What came of an action.</summary>
/// <param name="DocType">of the document that it made; null: it made none</param>
/// <param name="Name">of that document</param>
/// <param name="Revision">of the document that it made, or else of the one that it was done with</param>
internal sealed record ActionResult(string? DocType, string? Name, long? Revision);
