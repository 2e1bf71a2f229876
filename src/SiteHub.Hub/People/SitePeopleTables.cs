namespace SiteHub.Hub.People;

/// <summary>Of whom a site is to be told. Whoever changes a role, and by what means, it is noted by the database itself, in the same transaction.</summary>
internal static class SitePeopleTables
{
    public const string Sqlite =
        """
        -- left: when they signed out here, where they had signed in to the site's ERP; null: nothing of that.
        CREATE TABLE site_person (site TEXT NOT NULL, person TEXT NOT NULL, left INTEGER, PRIMARY KEY (site, person)) WITHOUT ROWID;

        CREATE TRIGGER site_role_given AFTER INSERT ON person_site_role BEGIN
            INSERT INTO site_person (site, person) VALUES (NEW.Site, NEW.PersonId) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER site_role_taken AFTER DELETE ON person_site_role BEGIN
            INSERT INTO site_person (site, person) VALUES (OLD.Site, OLD.PersonId) ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER site_person_changed AFTER UPDATE OF Email, EmailConfirmed ON person WHEN OLD.Email IS NOT NEW.Email OR OLD.EmailConfirmed IS NOT NEW.EmailConfirmed BEGIN
            INSERT INTO site_person (site, person) SELECT DISTINCT Site, PersonId FROM person_site_role WHERE PersonId = NEW.Id ON CONFLICT DO NOTHING;
        END;

        -- What there is before this version.
        INSERT INTO site_person (site, person) SELECT DISTINCT Site, PersonId FROM person_site_role;
        """;
}
