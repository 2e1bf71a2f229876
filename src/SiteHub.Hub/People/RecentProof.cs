using SiteHub.Delivery.Storage;
using SiteHub.Hub.Sessions;

namespace SiteHub.Hub.People;

/// <summary>
/// Whether the person in a browser has proved themselves a short while ago. A browser that was left open, or a cookie that was taken, may look; it must not
/// add ways in that outlast it.
/// </summary>
internal sealed class RecentProof(Database database, TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    public bool IsFresh(BrowserSession session)
    {
        var since = time.GetUtcNow() - Window;
        return session.SignedIn > since || database.Read(db => db.Long("SELECT 1 FROM recent_proof WHERE session_id = $1 AND at > $2", session.Id, since)) is not null;
    }

    public static void Note(Session db, string sessionId, DateTimeOffset now)
    {
        db.Execute("DELETE FROM recent_proof WHERE at <= $1", now - Window);
        db.Execute("INSERT INTO recent_proof (session_id, at) VALUES ($1, $2) ON CONFLICT (session_id) DO UPDATE SET at = excluded.at", sessionId, now);
    }
}
