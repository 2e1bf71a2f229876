using System.Buffers;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;
using SiteHub.Hub.Sessions;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.People;

namespace SiteHub.Hub.People;

/// <summary>Whether a person may do anything, here and at every site. Taking it away ends what they have in the same transaction, and tells the sites over their links.</summary>
internal sealed class PersonStanding(Database database, BrowserSessions sessions, LinkLog log, LinkRegistry links, Revocation revocation, AuditTrail audit, TimeProvider time)
{
    /// <returns>false: there is no such person</returns>
    public Task<bool> Set(string personId, bool disabled, string? reason, Actor by, CancellationToken cancellationToken) =>
        database.Writer.Write(
            db =>
            {
                var now = time.GetUtcNow();
                if (db.One("SELECT State, StateBefore FROM person WHERE Id = $1", static row => new Before(row.Text(0), row.TextOrNull(1)), personId) is not { } before)
                {
                    return false;
                }

                var isDisabled = before.State == nameof(PersonState.Disabled);
                if (isDisabled == disabled)
                {
                    return true;
                }

                // Whoever had not come yet when they were disabled has still to come: to follow the invitation, or to be approved.
                var after = disabled ? nameof(PersonState.Disabled) : before.Former ?? nameof(PersonState.Active);

                // The stamp stands in every cookie: a new one makes even one that was stolen worthless.
                db.Execute("UPDATE person SET State = $2, StateBefore = $5, StateSince = $3, SecurityStamp = $4 WHERE Id = $1", personId, after, now, Guid.NewGuid().ToString("N"), disabled ? before.State : null);
                if (disabled)
                {
                    sessions.EndAll(db, personId, except: null);
                    revocation.OfPerson(db, personId);
                }

                foreach (var link in links.List())
                {
                    Tell(db, link.Link, personId, disabled, now);
                }

                audit.Append(db, new AuditEntry(by, disabled ? "person.disabled" : "person.enabled", personId) { Details = reason is null ? null : new JsonObject { ["reason"] = reason } });
                return true;
            },
            cancellationToken);

    /// <summary>A site whose history began anew may have forgotten, or remember what is no longer so.</summary>
    public void TellAll(Session db, string link)
    {
        foreach (var (id, state, since) in db.Many("SELECT Id, State, StateSince FROM person WHERE StateSince IS NOT NULL", static row => (row.Text(0), row.Text(1), row.Time(2))))
        {
            Tell(db, link, id, state == nameof(PersonState.Disabled), since);
        }
    }

    private void Tell(Session db, string link, string personId, bool disabled, DateTimeOffset at)
    {
        var data = new ArrayBufferWriter<byte>();
        new UserStanding(Issuer: null, personId, at).WriteTo(data);
        log.Append(db, link, disabled ? LinkEventTypes.UserDisabled : LinkEventTypes.UserEnabled, data.WrittenMemory);
    }

    private sealed record Before(string State, string? Former);
}
