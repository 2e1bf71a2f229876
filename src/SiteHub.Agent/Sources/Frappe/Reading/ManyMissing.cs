using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Reading;

/// <summary>
/// Where a comparison of all names misses a good part of a DocType, the address may lead to another site by now, or to one that was set up anew: that it has
/// not heard of a document proves nothing then. What it says itself that it deleted is gone nevertheless.
/// </summary>
internal static class ManyMissing
{
    private const int Few = 20;
    private const int Part = 10;

    /// <returns>what keeps the documents, in a sentence; null: nothing does</returns>
    public static string? Of(Session session, string docType) => session.One(
        "SELECT compare_missing, compare_kept FROM frappe_progress WHERE doc_type = $1", static row => (Missing: row.LongOrNull(0) ?? 0, Kept: row.LongOrNull(1) ?? 0), docType) is var (missing, kept)
            && missing > Few && missing * Part > kept
        ? $"{missing:N0} of {kept:N0} documents were missing from the site's list at the last comparison; they are kept until it lists them, or says that it deleted them. Is it still the same site?"
        : null;
}
