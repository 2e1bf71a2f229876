namespace SiteHub.Agent.Sources.Frappe.Conversation;

/// <summary>How far the agent has read what is said at the site. The site's own times are its texts, and are never converted; ours are UTC ticks.</summary>
internal static class TalkTables
{
    public const string Sqlite =
        """
        -- Comment, and Communication. rule: by which it was read; another begins anew. watermark: null until all of it was read once. run_*: a sweep that is under way.
        -- checked_at: when was last looked whether all that is known is still there.
        CREATE TABLE frappe_talk (
            doc_type TEXT NOT NULL PRIMARY KEY, rule TEXT NOT NULL, watermark TEXT, run_modified TEXT, run_name TEXT, run_latest TEXT, due INTEGER NOT NULL DEFAULT 0, checked_at INTEGER, fault TEXT) WITHOUT ROWID;
        -- Which of them a hint named. stamp: as in frappe_pending.
        CREATE TABLE frappe_said (doc_type TEXT NOT NULL, name TEXT NOT NULL, stamp INTEGER NOT NULL, PRIMARY KEY (doc_type, name)) WITHOUT ROWID;
        """;
}
