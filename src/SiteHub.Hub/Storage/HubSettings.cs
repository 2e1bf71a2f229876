using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Storage;

/// <summary>Single values that the hub keeps about itself, such as which configuration it has applied.</summary>
internal static class HubSettings
{
    public static string? Get(Session session, string key) => session.Text("SELECT value FROM setting WHERE key = $1", key);

    public static void Put(Session session, string key, string value) =>
        session.Execute("INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);

    /// <summary>The same inside a transaction of EF Core's.</summary>
    public static FormattableString Put(string key, string value) =>
        $"INSERT INTO setting (key, value) VALUES ({key}, {value}) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
}
