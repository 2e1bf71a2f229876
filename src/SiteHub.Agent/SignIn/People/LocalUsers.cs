using System.Text.Json;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.SignIn.People;

/// <summary>Who the hub's people are at this site. Found by issuer and subject; at first sign-in linked or made.</summary>
internal sealed class LocalUsers(SiteOptions site, KnownKeys keys)
{
    private readonly SignInEntry _rules = site.Site.SignIn;

    /// <summary>Runs in the transaction that stores the session.</summary>
    /// <returns>the user's e-mail address, or why they may not come in</returns>
    public (string? Email, SignInRefusal? Refusal) Resolve(Session session, HubIdentity person)
    {
        var (known, disabled) = session.One(
            "SELECT email, disabled FROM hub_user WHERE issuer = $1 AND subject = $2", static row => (row.TextOrNull(0), row.Bool(1)), person.Issuer, person.Subject);
        if (disabled)
        {
            return (null, SignInRefusal.Disabled);
        }

        return known is null ? First(session, person) : Returning(session, known, person);
    }

    /// <summary>The user as whom a member's action is done. Says nothing of what they are here: one who is missing is made a contact, never an employee.</summary>
    public (string? Email, SignInRefusal? Refusal) Acting(Session session, HubIdentity person)
    {
        var (known, disabled) = session.One(
            "SELECT email, disabled FROM hub_user WHERE issuer = $1 AND subject = $2", static row => (row.TextOrNull(0), row.Bool(1)), person.Issuer, person.Subject);
        return disabled ? (null, SignInRefusal.Disabled)
            : known is null ? First(session, person with { Roles = [] })
            : Find(session, known) is { Disabled: false } user ? (user.Email, null)
            : (null, SignInRefusal.Disabled);
    }

    private (string? Email, SignInRefusal? Refusal) Returning(Session session, string email, HubIdentity person)
    {
        if (Find(session, email) is not { Disabled: false } user)
        {
            return (null, SignInRefusal.Disabled);
        }

        Become(session, user.Email, person.Roles);
        session.Execute("UPDATE hub_user SET roles_at = $3 WHERE issuer = $1 AND subject = $2 AND (roles_at IS NULL OR roles_at < $3)", person.Issuer, person.Subject, person.Issued);
        return (user.Email, null);
    }

    /// <summary>What the file declares, the file rules; of everybody else the hub says what they are, at each sign-in and whenever it changes.</summary>
    /// <returns>false: they are that already, or the file rules them</returns>
    public bool Become(Session session, string email, IReadOnlyList<string> roles)
    {
        var (kind, known) = (KindOf(roles), site.Site.Roles.Intersect(roles).ToList());
        if (session.Execute(
            "UPDATE site_user SET Kind = $2, Roles = $3 WHERE Email = $1 AND Origin = $4 AND (Kind <> $2 OR Roles <> $3)", email, kind, RolesOf(roles), nameof(Origin.Local)) == 0)
        {
            return false;
        }

        session.AfterCommit(() => keys.Give(email, known));
        return true;
    }

    private (string? Email, SignInRefusal? Refusal) First(Session session, HubIdentity person)
    {
        if (person.Email is not { Length: > 0 } email)
        {
            return (null, SignInRefusal.EmailNotVerified);
        }

        if (Find(session, email) is not { } user)
        {
            session.Execute(
                "INSERT INTO site_user (Email, Kind, Roles, Origin, Disabled) VALUES ($1, $2, $3, $4, 0)", email, KindOf(person.Roles), RolesOf(person.Roles), nameof(Origin.Local));
            Link(session, email, person);
            return (email, null);
        }

        if (user.Disabled)
        {
            return (null, SignInRefusal.Disabled);
        }

        // An address may be given to somebody else later; a subject that holds it already keeps it.
        if (!_rules.LinkByEmail || session.Long("SELECT 1 FROM hub_user WHERE email = $1 COLLATE NOCASE", email) is not null)
        {
            return (null, SignInRefusal.EmailTaken);
        }

        Link(session, user.Email, person);
        return (user.Email, null);
    }

    private static (string Email, string Origin, bool Disabled)? Find(Session session, string email) => session.One(
        "SELECT Email, Origin, Disabled FROM site_user WHERE Email = $1 COLLATE NOCASE", static row => ((string, string, bool)?)(row.Text(0), row.Text(1), row.Bool(2)), email);

    private static void Link(Session session, string email, HubIdentity person) => session.Execute(
        "INSERT INTO hub_user (issuer, subject, email) VALUES ($1, $2, $3) ON CONFLICT (issuer, subject) DO UPDATE SET email = excluded.email",
        person.Issuer,
        person.Subject,
        email);

    private string KindOf(IReadOnlyList<string> roles) =>
        (roles.Intersect(_rules.EmployeeRoles).Any() ? UserKind.Employee : UserKind.Contact).ToString();

    /// <summary>As EF Core writes them. A role that this site does not have means nothing here.</summary>
    private string RolesOf(IReadOnlyList<string> roles) => JsonSerializer.Serialize(site.Site.Roles.Intersect(roles));
}
