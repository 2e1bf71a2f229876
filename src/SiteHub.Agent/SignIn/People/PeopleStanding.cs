using SiteHub.Agent.People;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.People;

namespace SiteHub.Agent.SignIn.People;

/// <summary>Whom the hub disabled may do nothing here from that moment: their sessions and tokens end, their API keys are worth nothing.</summary>
internal sealed class PeopleStanding(SiteOptions site, KnownKeys keys, SessionEnds ends)
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
