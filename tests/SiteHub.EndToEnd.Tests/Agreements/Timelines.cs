using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Agreements;

/// <summary>What the hub has stored of the way to the present state.</summary>
internal static class Timelines
{
    /// <summary>Each timeline rises from entry to entry, and no entry of a log has left two.</summary>
    public static void ShouldBeInOrder(World world, string slug)
    {
        foreach (var document in Entries(world, slug).GroupBy(entry => entry.Document))
        {
            var versions = document.Select(entry => entry.Version).ToList();
            versions.Zip(versions.Skip(1)).Where(pair => pair.First.CompareTo(pair.Second) >= 0).ShouldBeEmpty($"{slug}: {document.Key} is not in the order of its versions");
            document.Select(entry => entry.Event).ShouldBeUnique($"{slug}: an entry was applied twice to {document.Key}");
        }
    }

    /// <summary>Every change that stands in the site's log has left one entry, and there is none of which the site knows nothing.</summary>
    public static void ShouldBeTheLog(World world, string slug)
    {
        var told = new DatabaseFile(world.Site(slug).DatabaseFile).Many(
            """
            SELECT e.id FROM log_entry e JOIN link l ON e.key >> 40 = l.log
            WHERE e.type IN ('document.changed', 'document.deleted', 'document.withdrawn')
            """,
            row => row.GetString(0));
        var applied = Entries(world, slug).Where(entry => entry.Kind != "snapshot").Select(entry => entry.Event).ToList();
        applied.ShouldBeUnique($"{slug}: an entry was applied twice");
        told.Except(applied).ShouldBeEmpty($"{slug}: lost");
        applied.Except(told).ShouldBeEmpty($"{slug}: of no entry");
    }

    /// <summary>When each published revision of a document was made, as its site says.</summary>
    public static HashSet<(string Document, DateTimeOffset Modified)> Moments(World world, string slug) =>
        [.. Entries(world, slug).Select(entry => (entry.Document, entry.Modified))];

    private static List<Entry> Entries(World world, string slug) => new DatabaseFile(world.Hub.DatabaseFile).Many(
        """
        SELECT d.doc_type || ' ' || d.name, r.epoch, r.revision, r.publication_version, r.removal, r.kind, r.event_id, r.modified
        FROM document_revision r JOIN document d ON d.id = r.document_id WHERE d.site = $site ORDER BY r.id
        """,
        row => new Entry(
            row.GetString(0), (row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)), row.GetString(5), row.GetString(6), new DateTimeOffset(row.GetInt64(7), TimeSpan.Zero)),
        ("$site", slug));

    private sealed record Entry(string Document, (long Epoch, long Revision, long PublicationVersion, long Removal) Version, string Kind, string Event, DateTimeOffset Modified);
}
