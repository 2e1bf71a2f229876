using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Audit;

/// <summary>
/// Where somebody came from, apart from the audit: an address is about a person, and may have to be forgotten, while the audit allows no change. The audit
/// holds the key, a hash over all of it with a salt: as long as it stands here it cannot be changed unnoticed, and once it is emptied the key says nothing.
/// </summary>
internal static class AuditOrigin
{
    /// <returns>the key under which the audit knows it; null: there is nothing to know</returns>
    public static string? Keep(Session session, Actor by)
    {
        if (by is { Address: null, Agent: null })
        {
            return null;
        }

        if (session.Text("SELECT key FROM audit_origin WHERE who = $1 AND address IS $2 AND agent IS $3 AND salt IS NOT NULL", by.Who, by.Address, by.Agent) is { } known)
        {
            return known;
        }

        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var key = KeyOf(salt, by.Who, by.Address, by.Agent);
        session.Execute("INSERT INTO audit_origin (key, who, salt, address, agent) VALUES ($1, $2, $3, $4, $5)", key, by.Who, salt, by.Address, by.Agent);
        return key;
    }

    /// <returns>false: something else stands there than the audit was written with</returns>
    public static bool IsAsWritten(Session session, string key)
    {
        var found = session.One("SELECT salt, who, address, agent FROM audit_origin WHERE key = $1", static row => new Kept(row.TextOrNull(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3)), key);
        return found is null || (found.Salt is null ? found is { Address: null, Agent: null } : KeyOf(found.Salt, found.Who, found.Address, found.Agent) == key);
    }

    private static string KeyOf(string salt, string who, string? address, string? agent)
    {
        object?[] members = [salt, who, address, agent];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(members))));
    }

    private sealed record Kept(string? Salt, string Who, string? Address, string? Agent);
}
