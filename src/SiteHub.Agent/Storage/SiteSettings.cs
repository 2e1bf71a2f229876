using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Storage;

/// <summary>Single values that the site keeps about itself, such as that it has been seeded.</summary>
internal static class SiteSettings
{
    public static string? Get(Session session, string key) => session.Text("SELECT value FROM setting WHERE key = $1", key);

    public static void Put(Session session, string key, string value) =>
        session.Execute("INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
}
