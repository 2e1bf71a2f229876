namespace SiteHub.Delivery.Storage;

/// <summary>Whose database it is: it stands in the database, so that a file in the wrong folder is known before anything is written to it.</summary>
/// <param name="Name"><c>the hub</c>, or <c>site acme</c></param>
public sealed record DatabaseOwner(string Name)
{
    private const string Key = "owner";

    public static DatabaseOwner Hub { get; } = new("the hub");

    public static DatabaseOwner Site(string slug) => new($"site {slug}");

    /// <exception cref="WrongDatabaseException">it is another's</exception>
    internal void Check(Session session, string path)
    {
        if (Of(session) is { } found && found != Name)
        {
            throw new WrongDatabaseException($"{path} is the database of {found}, and this is {Name}. Nothing was changed in it.");
        }
    }

    internal bool IsNoted(Session session) => RoleSettings.Get(session, Key) == Name;

    internal void Note(Session session) => RoleSettings.Put(session, Key, Name);

    /// <summary>One that was made before owners were noted is known by its tables, a site's by the link that it has.</summary>
    private static string? Of(Session session)
    {
        if (!Has(session, "setting"))
        {
            return null;
        }

        if (RoleSettings.Get(session, Key) is { } noted)
        {
            return noted;
        }

        return Has(session, "OpenIddictApplications") ? Hub.Name
            : Has(session, "publication") && session.Text("SELECT name FROM link ORDER BY name LIMIT 1") is { } slug ? Site(slug).Name
            : null;
    }

    private static bool Has(Session session, string table) => session.Long("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", table) is not null;
}

/// <summary>The database in the role's folder is another role's.</summary>
public sealed class WrongDatabaseException(string message) : Exception(message);
