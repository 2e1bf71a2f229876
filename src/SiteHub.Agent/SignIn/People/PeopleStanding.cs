using SiteHub.Agent.People;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.People;

namespace SiteHub.Agent.SignIn.People;

/// <summary>Whom the hub disabled may do nothing here from that moment: their sessions and tokens end, their API keys are worth nothing.</summary>
internal sealed class PeopleStanding(SiteOptions site, LocalUsers users, KnownKeys keys, SessionEnds ends)
{
    public Func<Session, ApplyOutcome> Changed(UserStanding told, bool disabled) => session =>
    {
        var issuer = told.Issuer ?? site.HubUrl.AbsoluteUri;
        if (OfAnother(told.Issuer) is { } refused)
        {
            return refused;
        }

        // A new history tells again what is not confirmed, and what is older must not undo what is newer.
        var changed = session.Execute(
            """
            INSERT INTO hub_user (issuer, subject, disabled, disabled_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (issuer, subject) DO UPDATE SET disabled = excluded.disabled, disabled_at = excluded.disabled_at
            WHERE disabled_at IS NULL OR disabled_at < excluded.disabled_at
            """,
            issuer,
            told.Subject,
            disabled,
            told.At);
        if (changed == 0)
        {
            return ApplyOutcome.Known;
        }

        if (disabled)
        {
            ends.End(session, "issuer = $1 AND subject = $2", issuer, told.Subject);
        }

        if (session.Text("SELECT email FROM hub_user WHERE issuer = $1 AND subject = $2", issuer, told.Subject) is { } email)
        {
            session.AfterCommit(() => Tell(email, disabled));
        }

        return ApplyOutcome.Applied;
    };

    /// <summary>Roles that were given or taken count from now on, for whoever has been here; whoever comes later brings them.</summary>
    /// <returns>false: it changes nothing</returns>
    public bool Roles(Session session, PersonAtSite told)
    {
        var issuer = told.Issuer ?? site.HubUrl.AbsoluteUri;
        if (session.Execute("UPDATE hub_user SET roles_at = $3 WHERE issuer = $1 AND subject = $2 AND email IS NOT NULL AND (roles_at IS NULL OR roles_at < $3)", issuer, told.Subject, told.At) == 0)
        {
            return false;
        }

        var email = session.Text("SELECT email FROM hub_user WHERE issuer = $1 AND subject = $2", issuer, told.Subject)!;
        if (!users.Become(session, email, told.Roles))
        {
            return false;
        }

        session.AfterCommit(() => ends.PagesOf(email));
        return true;
    }

    /// <returns>null: it is the hub's, whose people this site's are</returns>
    public ApplyOutcome? OfAnother(string? issuer) =>
        issuer is null || issuer == site.HubUrl.AbsoluteUri ? null : ApplyOutcome.Rejected($"This site's people are those of {site.HubUrl.AbsoluteUri}; the entry names {issuer}.");

    private void Tell(string email, bool disabled)
    {
        if (disabled)
        {
            keys.Suspend(email);
        }
        else
        {
            keys.Resume(email);
        }
    }
}
