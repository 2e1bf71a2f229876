using System.Text.Json;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Receiving;

/// <summary>Users of this site, with the rights that they have now.</summary>
internal static class KnownCallers
{
    /// <returns>null: there is no such user, or they are disabled, here or by the hub</returns>
    public static Caller? Find(Session session, string email) => session.One(
        """
        SELECT Email, Roles FROM site_user
        WHERE Email = $1 COLLATE NOCASE AND Disabled = 0 AND NOT EXISTS (SELECT 1 FROM hub_user h WHERE h.email = site_user.Email AND h.disabled = 1)
        """,
        static row => new Caller(row.Text(0), JsonSerializer.Deserialize<List<string>>(row.Text(1))!),
        email);
}
