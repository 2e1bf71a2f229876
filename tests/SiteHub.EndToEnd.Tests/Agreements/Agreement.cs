using System.Text.Json;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Protocol.Documents;

namespace SiteHub.EndToEnd.Tests.Agreements;

/// <summary>What must hold between a site and the hub once everything has arrived, whatever happened on the way.</summary>
internal static class Agreement
{
    /// <summary>Waits until the two ends of each link meet, then compares every document and every timeline.</summary>
    public static async Task ReachedAsync(World world, IEnumerable<string> sites, double seconds = 60)
    {
        foreach (var slug in sites)
        {
            await LinkEnds.MeetAsync(world, slug, seconds);
            Check(world, slug);
        }
    }

    private static void Check(World world, string slug)
    {
        var expected = Expected(world, slug);
        var held = Held(world, slug);
        held.Keys.Except(expected.Keys).ShouldBeEmpty($"{slug}: in the hub, and not published");
        expected.Keys.Except(held.Keys).ShouldBeEmpty($"{slug}: published, and not in the hub");
        foreach (var (key, document) in expected)
        {
            held[key].ShouldBe(document, $"{slug}: {key}");
        }

        Timelines.ShouldBeInOrder(world, slug);
    }

    private static Dictionary<string, Document> Expected(World world, string slug)
    {
        var forms = PublishedForm.OfAll(world.Configuration.Site(slug));
        var documents = new DatabaseFile(world.Site(slug).DatabaseFile).Many(
            "SELECT doc_type, name, revision, body FROM document WHERE deleted = 0",
            row => (DocType: row.GetString(0), Name: row.GetString(1), Revision: row.GetInt64(2), Body: JsonElement.Parse(row.GetString(3))));
        return documents
            .Where(document => forms.TryGetValue(document.DocType, out var form) && form.Shows(document.Body))
            .ToDictionary(
                document => $"{document.DocType} {document.Name}",
                document => new Document(document.Revision, forms[document.DocType].AccountOf(document.Body), Joined(forms[document.DocType].Of(document.Body))));
    }

    private static Dictionary<string, Document> Held(World world, string slug) => new DatabaseFile(world.Hub.DatabaseFile).Many(
        """
        SELECT d.doc_type, d.name, d.revision, d.account, d.hash,
            (SELECT body FROM document_revision r WHERE r.document_id = d.id AND removal = 0 ORDER BY epoch DESC, revision DESC, publication_version DESC LIMIT 1)
        FROM document d WHERE d.site = $site AND d.state = 0
        """,
        row =>
        {
            var body = row.GetString(5);
            ContentHash.Of(Encoding.UTF8.GetBytes(body)).ShouldBe(row.GetString(4), $"the hash of {row.GetString(0)} {row.GetString(1)}");
            return (Key: $"{row.GetString(0)} {row.GetString(1)}", Document: new Document(row.GetInt64(2), row.TextOrNull(3), Joined(PublishedForm.Members(JsonElement.Parse(body)))));
        },
        ("$site", slug)).ToDictionary(row => row.Key, row => row.Document);

    private static string Joined(SortedDictionary<string, string> members) => string.Join('\n', members.Select(member => $"{member.Key}: {member.Value}"));

    private sealed record Document(long Revision, string? Account, string Body);
}
