using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Enrolment;
using SiteHub.Hub.Identity;
using SiteHub.Hub.Storage;

namespace SiteHub.Hub.Features.Sites;

/// <summary>
/// Takes a site away with everything that the hub has of it. It is out of everybody's sight in the first transaction; the rest goes in small pieces, since one delete
/// of all would hold up every other write. Whatever a crash leaves is found again by the row itself, which goes last. What the audit says of it stays, and so do
/// the bounds of operators: without the site they must not see more than with it.
/// </summary>
internal sealed class SiteRemoval(
    HubOptions options, Database database, Enrolling enrolling, SiteReach reach, LinkRegistry links, WebhookRetention webhooks, IServiceScopeFactory scopes, EnrolledClients enrolled, CustomerSignal signal, AuditTrail audit, TimeProvider time)
{
    /// <summary>The origin of a site that is being removed.</summary>
    private const string Leaving = "leaving";

    private const int Piece = 500;

    /// <summary>What hangs on rows of a site and has no site of its own goes with them.</summary>
    private static readonly (string Table, string[] With)[] Many =
    [
        ("document", ["DELETE FROM document_revision WHERE document_id IN {0}", "DELETE FROM document_person WHERE document_id IN {0}"]),
        ("action_request", ["DELETE FROM action_state WHERE request IN {0}", "DELETE FROM held_file WHERE request IN {0}"]),
        ("message", []),
        ("notification", []),
    ];

    private static readonly string[] Few =
    [
        "DELETE FROM snapshot WHERE site = $1", "DELETE FROM site_person WHERE site = $1", "DELETE FROM member_reach WHERE site = $1", "DELETE FROM enrolment WHERE site = $1",
        "DELETE FROM session_client WHERE client_id = 'site-' || $1", "DELETE FROM logout_notice WHERE client_id = 'site-' || $1", "DELETE FROM client WHERE client_id = 'site-' || $1", "DELETE FROM site WHERE slug = $1",
    ];

    public async Task<RemovalOutcome> Remove(string site, Actor by, CancellationToken cancellationToken)
    {
        if (options.Sites.Any(declared => declared.Slug == site))
        {
            return RemovalOutcome.Declared;
        }

        if (database.Read(session => session.Long("SELECT 1 FROM site WHERE slug = $1", site)) is null)
        {
            return RemovalOutcome.Unknown;
        }

        if (await enrolling.Revoke(site, by, cancellationToken))
        {
            await reach.TellRevoked(site, cancellationToken);
        }

        await links.Close(site, cancellationToken);
        await database.Writer.Write(
            session =>
            {
                session.Execute("UPDATE site SET removed = coalesce(removed, $2), origin = $3, catalogue = NULL WHERE slug = $1", site, time.GetUtcNow(), Leaving);
                session.Execute("DELETE FROM customer_account WHERE site = $1", site);
                session.Execute("DELETE FROM person_site_role WHERE Site = $1", site);
                session.Execute("DELETE FROM publication_kind WHERE site = $1", site);
                session.Execute("DELETE FROM publication_status WHERE site = $1", site);
                audit.Append(session, new AuditEntry(by, "site.removed", site));
                session.AfterCommit(signal.Raise);
            },
            cancellationToken);

        // Whoever asked need not stay for it.
        await Rest(site, CancellationToken.None);
        return RemovalOutcome.Removed;
    }

    /// <summary>What a crash left.</summary>
    public async Task GoOn(CancellationToken cancellationToken)
    {
        foreach (var site in database.Read(static session => session.Many("SELECT slug FROM site WHERE origin = $1", static row => row.Text(0), Leaving)))
        {
            await Rest(site, cancellationToken);
        }
    }

    private async Task Rest(string site, CancellationToken cancellationToken)
    {
        foreach (var (table, with) in Many)
        {
            while (await database.Writer.Write(session => Take(session, site, table, with), cancellationToken) == Piece)
            {
            }
        }

        await webhooks.ForgetSite(site, cancellationToken);
        await RemoveClient(HubScopes.SiteClient(site), cancellationToken);
        await database.Writer.Write(
            session =>
            {
                LinkRegistry.Forget(session, site);
                foreach (var sql in Few)
                {
                    session.Execute(sql, site);
                }
            },
            cancellationToken);
        enrolled.Forget();
    }

    private static int Take(Session session, string site, string table, string[] with)
    {
        const string Chosen = "(SELECT value FROM json_each($1))";
        var rows = session.Text($"SELECT json_group_array(id) FROM (SELECT id FROM {table} WHERE site = $1 LIMIT {Piece})", site);
        foreach (var sql in with)
        {
            session.Execute(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, Chosen), rows);
        }

        return session.Execute($"DELETE FROM {table} WHERE id IN {Chosen}", rows);
    }

    private async Task RemoveClient(string id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<HubDbContext>();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        using var pass = await database.Gate.EnterAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await applications.FindByClientIdAsync(id, cancellationToken) is { } application)
        {
            await applications.DeleteAsync(application, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}

internal enum RemovalOutcome
{
    Removed,

    /// <summary>There is no such site.</summary>
    Unknown,

    /// <summary>The configuration file names it, and would make it again.</summary>
    Declared,
}
