namespace SiteHub.Delivery.Storage;

/// <summary>Single values that a role keeps about itself, such as which configuration it has applied.</summary>
public static class RoleSettings
{
    public static string? Get(Session session, string key)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Text("SELECT value FROM setting WHERE key = $1", key);
    }

    public static void Put(Session session, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.Execute("INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
    }

    /// <summary>The same inside a transaction of EF Core's.</summary>
    public static FormattableString Put(string key, string value) =>
        $"INSERT INTO setting (key, value) VALUES ({key}, {value}) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
}
