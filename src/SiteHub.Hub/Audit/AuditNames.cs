using System.Text.Json;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Audit;

/// <summary>What those are called whose numbers stand in the audit: kept with each entry about them, so that it is still there when the account is not.</summary>
internal static class AuditNames
{
    public static void Keep(Session session, string who, string? about) => session.Execute(
        """
        INSERT INTO audit_person (id, name, email) SELECT Id, Name, Email FROM person WHERE Id = $1 OR Id = $2
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email WHERE name IS NOT excluded.name OR email IS NOT excluded.email
        """,
        who,
        about);

    /// <summary>The names of everybody in these rows, by number; who has none is called by the address.</summary>
    public static Dictionary<string, string> Of(Session session, IEnumerable<AuditRow> rows) => session.Many(
        "SELECT id, coalesce(name, email) FROM audit_person WHERE id IN (SELECT value FROM json_each($1)) AND coalesce(name, email) IS NOT NULL",
        static row => (Id: row.Text(0), Name: row.Text(1)),
        JsonSerializer.Serialize(rows.SelectMany(static row => new[] { row.Who, row.About ?? "" }).Distinct())).ToDictionary(static found => found.Id, static found => found.Name);
}
