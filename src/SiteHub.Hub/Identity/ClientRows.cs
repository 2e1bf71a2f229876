using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;

namespace SiteHub.Hub.Identity;

/// <summary>What the hub itself knows of a client beside the provider's record: where it came from, and whether it is disabled.</summary>
internal sealed class ClientRows(Database database, Revocation revocation, AuditTrail audit)
{
    /// <summary>Declared in sites.json: goes when it goes from there. Whatever came otherwise stays until somebody removes it.</summary>
    public const string FromFile = "file";

    public bool IsDisabled(string clientId) => database.Read(session => session.Long("SELECT disabled FROM client WHERE client_id = $1", clientId)) == 1;

    public Dictionary<string, ClientRow> All() =>
        database.Read(static session => session.Many("SELECT client_id, origin, fingerprint, disabled FROM client ORDER BY client_id", Map)).ToDictionary(row => row.ClientId);

    /// <summary>A disabled client's tokens are revoked with it, in one transaction.</summary>
    /// <returns>false: there is no such client</returns>
    public Task<bool> Set(string clientId, bool disabled, Actor by, CancellationToken cancellationToken) =>
        database.Writer.Write(
            session =>
            {
                if (disabled)
                {
                    revocation.OfClient(session, clientId);
                }

                if (session.Execute("UPDATE client SET disabled = $2 WHERE client_id = $1", clientId, disabled) == 0)
                {
                    return false;
                }

                audit.Append(session, new AuditEntry(by, disabled ? "client.disabled" : "client.enabled", clientId));
                return true;
            },
            cancellationToken);

    /// <summary>To be run in the transaction that saves the provider's record. Where a client came from never changes.</summary>
    public static FormattableString Save(string clientId, string origin, string fingerprint) =>
        $"""
        INSERT INTO client (client_id, origin, fingerprint, disabled) VALUES ({clientId}, {origin}, {fingerprint}, 0)
        ON CONFLICT (client_id) DO UPDATE SET fingerprint = excluded.fingerprint
        """;

    public static FormattableString Remove(string clientId) => $"DELETE FROM client WHERE client_id = {clientId}";

    private static ClientRow Map(Row row) => new(row.Text(0), row.Text(1), row.Text(2), row.Bool(3));
}

/// <param name="ClientId">the client</param>
/// <param name="Origin">where it came from</param>
/// <param name="Fingerprint">of what was declared, secret included, under a key of the hub's own: tells a change without keeping the secret</param>
/// <param name="Disabled">gets no tokens</param>
internal sealed record ClientRow(string ClientId, string Origin, string Fingerprint, bool Disabled);
