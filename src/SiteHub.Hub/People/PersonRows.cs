using System.Globalization;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.People;

/// <summary>People where a transaction of the writer needs them: found by their address, and made, together with what comes of it.</summary>
internal static class PersonRows
{
    public static KnownPerson? Find(Session db, EmailAddress address) => db.One(
        "SELECT Id, Email, Name, Language, State FROM person WHERE NormalizedEmail = $1",
        static row => new KnownPerson(row.Text(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), Enum.Parse<PersonState>(row.Text(4))),
        Normalized(address));

    /// <returns>the new person's id</returns>
    public static string Insert(Session db, EmailAddress address, PersonState state, DateTimeOffset now, PersonName? name = null, string? language = null, string? passwordHash = null)
    {
        var id = Guid.NewGuid().ToString();
        db.Execute(
            """
            INSERT INTO person (Id, UserName, NormalizedUserName, Email, NormalizedEmail, EmailConfirmed, PasswordHash, SecurityStamp, ConcurrencyStamp,
                PhoneNumberConfirmed, TwoFactorEnabled, LockoutEnabled, AccessFailedCount, Name, Language, State, CreatedAt)
            VALUES ($1, $2, $3, $2, $3, $4, $5, $6, $7, 0, 0, 1, 0, $8, $9, $10, $11)
            """,
            id,
            address.Text,
            Normalized(address),
            state != PersonState.Invited,
            passwordHash,
            Guid.NewGuid().ToString("N"),
            Guid.NewGuid().ToString(),
            name?.Text,
            language,
            state.ToString(),
            now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
        return id;
    }

    /// <summary>As ASP.NET Core Identity looks for it.</summary>
    public static string Normalized(EmailAddress address) => address.Text.ToUpperInvariant();
}

internal sealed record KnownPerson(string Id, string Email, string? Name, string? Language, PersonState State);
