using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Conversation;

/// <summary>What hints named of what is said, in the database: a hint that is answered is not lost.</summary>
internal static class TalkHints
{
    public static void Add(Session session, string talkType, string name)
    {
        var stamp = session.Long("UPDATE frappe_stamp SET last = last + 1 WHERE id = 1 RETURNING last");
        session.Execute("INSERT INTO frappe_said (doc_type, name, stamp) VALUES ($1, $2, $3) ON CONFLICT (doc_type, name) DO UPDATE SET stamp = excluded.stamp", talkType, name, stamp);
    }
}
