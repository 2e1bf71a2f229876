using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Mirror;

/// <summary>How far a DocType is: see the table.</summary>
internal sealed record TypeProgress(
    string DocType,
    string? Watermark,
    DateTimeOffset? RunBegan,
    string? RunModified,
    string? RunName,
    string? RunLatest,
    DateTimeOffset? SweptAt,
    long Mirrored,
    long? Total,
    long CompareRun,
    DateTimeOffset? CompareBegan,
    string? CompareName,
    long? CompareMissing,
    DateTimeOffset? ComparedAt,
    string? Hidden,
    string? Fault,
    DateTimeOffset Due)
{
    /// <summary>Everything was read once.</summary>
    public bool IsBackfilled => Watermark is not null;
}

/// <summary>Notes how far each DocType is, in the transaction that has brought it there.</summary>
internal sealed class Progress(TimeProvider time)
{
    private const string Columns =
        "doc_type, watermark, run_began, run_modified, run_name, run_latest, swept_at, mirrored, total, compare_run, compare_began, compare_name, compare_missing, compared_at, hidden, fault, due";

    public static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);

    public static void Ensure(Session session, IEnumerable<string> docTypes)
    {
        foreach (var docType in docTypes)
        {
            session.Execute("INSERT INTO frappe_progress (doc_type) VALUES ($1) ON CONFLICT (doc_type) DO NOTHING", docType);
        }
    }

    /// <summary>Of what was read once: how many there are now, and not how many there were then.</summary>
    public static List<TypeProgress> All(Session session) => session.Many(
        $"SELECT {Columns} FROM frappe_progress ORDER BY doc_type"
            .Replace("mirrored, total", "CASE WHEN watermark IS NULL THEN mirrored ELSE (SELECT count(*) FROM frappe_document d WHERE d.doc_type = frappe_progress.doc_type) END, CASE WHEN watermark IS NULL THEN total END", StringComparison.Ordinal),
        Read);

    public static TypeProgress? Find(Session session, string docType) => session.One($"SELECT {Columns} FROM frappe_progress WHERE doc_type = $1", Read, docType);

    public static void BeginRun(Session session, string docType, DateTimeOffset now, string from, long? total) => session.Execute(
        "UPDATE frappe_progress SET run_began = $2, run_modified = $3, run_name = '', run_latest = watermark, total = coalesce($4, total) WHERE doc_type = $1", docType, now, from, total);

    public static void Advance(Session session, string docType, string modified, string name, string latest, int mirrored) => session.Execute(
        "UPDATE frappe_progress SET run_modified = $2, run_name = $3, run_latest = $4, mirrored = mirrored + $5, fault = NULL, fault_at = NULL WHERE doc_type = $1", docType, modified, name, latest, mirrored);

    public static void EndRun(Session session, string docType, string watermark, DateTimeOffset now, DateTimeOffset due) => session.Execute(
        """
        UPDATE frappe_progress SET watermark = $2, swept_began = run_began, run_began = NULL, run_modified = NULL, run_name = NULL, run_latest = NULL, swept_at = $3, due = $4,
            compared_at = coalesce(compared_at, $3), fault = NULL, fault_at = NULL WHERE doc_type = $1
        """,
        docType,
        watermark,
        now,
        due);

    public static void BeginComparison(Session session, string docType, DateTimeOffset now) => session.Execute(
        "UPDATE frappe_progress SET compare_run = compare_run + 1, compare_began = $2, compare_name = '' WHERE doc_type = $1", docType, now);

    public static void AdvanceComparison(Session session, string docType, string name) => session.Execute("UPDATE frappe_progress SET compare_name = $2 WHERE doc_type = $1", docType, name);

    public static void EndComparison(Session session, string docType, long missing, DateTimeOffset now) => session.Execute(
        "UPDATE frappe_progress SET compare_began = NULL, compare_name = NULL, compare_missing = $2, compare_kept = (SELECT count(*) FROM frappe_document WHERE doc_type = $1), compared_at = $3 WHERE doc_type = $1", docType, missing, now);

    /// <summary>The DocType's work is not done, and comes again.</summary>
    public void NoteFault(Session session, string docType, FrappeFault fault)
    {
        var now = time.GetUtcNow();
        session.Execute("UPDATE frappe_progress SET fault = $2, fault_at = $3, due = $4 WHERE doc_type = $1", docType, fault.Reason, now, now + AfterFault);
    }

    /// <summary>Which declared fields the site does not show, as its last rows had it.</summary>
    public static void NoteHidden(Session session, string docType, IReadOnlyCollection<string> hidden, bool known)
    {
        if (known)
        {
            session.Execute("UPDATE frappe_progress SET hidden = $2 WHERE doc_type = $1 AND hidden IS NOT $2", docType, hidden.Count == 0 ? null : string.Join(' ', hidden));
        }
    }

    private static TypeProgress Read(Row row) => new(
        row.Text(0), row.TextOrNull(1), row.TimeOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.TimeOrNull(6), row.Long(7), row.LongOrNull(8),
        row.Long(9), row.TimeOrNull(10), row.TextOrNull(11), row.LongOrNull(12), row.TimeOrNull(13), row.TextOrNull(14), row.TextOrNull(15), row.Time(16));
}
