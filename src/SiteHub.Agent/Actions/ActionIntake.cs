using SiteHub.Agent.Links;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Actions;

/// <summary>
/// Takes requests in. The token is looked at now, as long as it is good; what the request asks for is looked at by <see cref="ActionRunner"/>, on the
/// document as it then is. A request that is known is told of again, for the hub may have lost what it knew.
/// </summary>
internal sealed class ActionIntake(HubKeySet keys, SiteOptions site, ActionProgress progress, ActionSignal signal, TimeProvider time)
{
    /// <exception cref="LinkMessageException">it cannot be read</exception>
    /// <exception cref="HttpRequestException">the hub's keys are not to be had: the batch is sent again</exception>
    public Func<Session, ApplyOutcome> Requested(ReadOnlyMemory<byte> data, string? token)
    {
        var asked = ActionRequested.Read(data);
        var (issuer, refusal) = Vouched(asked, token);
        return session => Keep(session, asked, issuer, refusal);
    }

    public Func<Session, ApplyOutcome> Withdrawn(ReadOnlyMemory<byte> data)
    {
        var id = ActionWithdrawn.Read(data).Request;
        return session =>
        {
            var now = time.GetUtcNow();
            if (session.Execute("INSERT INTO action_request (id, received, state, changed) VALUES ($1, $2, $3, $2) ON CONFLICT (id) DO NOTHING", id, now, ActionStates.Withdrawn) > 0)
            {
                progress.Tell(session, id);
                return ApplyOutcome.Applied;
            }

            if (progress.Move(session, id, StoredRequest.Received, ActionStates.Withdrawn))
            {
                return ApplyOutcome.Applied;
            }

            progress.Tell(session, id);
            return ApplyOutcome.Known;
        };
    }

    private ApplyOutcome Keep(Session session, ActionRequested asked, string issuer, string? refusal)
    {
        var now = time.GetUtcNow();
        var state = refusal is null ? StoredRequest.Received : ActionStates.Refused;
        var kept = session.Execute(
            """
            INSERT INTO action_request (id, action, doc_type, name, hash, revision, account, issuer, subject, person, email, input, expires, received, state, reason, changed, trace)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $14, $17) ON CONFLICT (id) DO NOTHING
            """,
            asked.Request,
            asked.Action,
            asked.DocType,
            asked.Name,
            asked.Hash,
            asked.Revision,
            asked.Account,
            issuer,
            asked.Member.Sub,
            asked.Member.Name,
            asked.Member.Email,
            new Utf8(asked.Input),
            asked.Expires,
            now,
            state,
            refusal,
            session.Trace);
        progress.Tell(session, asked.Request);
        if (kept == 0)
        {
            return ApplyOutcome.Known;
        }

        if (refusal is null)
        {
            session.AfterCommit(signal.Raise);
        }

        return ApplyOutcome.Applied;
    }

    /// <summary>Whether the hub's token says that this very member may ask for this very thing.</summary>
    private (string Issuer, string? Refusal) Vouched(ActionRequested asked, string? token)
    {
        if (token is null)
        {
            return ("", "The hub gave no token for this: the member may no longer ask for it.");
        }

        // The keys are there: the batch's own token has just been checked with them.
        var check = keys.CheckAsync(token, HubGuard.Audience(site.Site.Slug), ActorTokens.Type, CancellationToken.None).GetAwaiter().GetResult();
        if (!check.KeysKnown)
        {
            throw new HttpRequestException(check.Refusal);
        }

        if (check.Token is not { } jwt)
        {
            return ("", $"The hub's token for this was refused. {check.Refusal}");
        }

        var fits = jwt.Id == asked.Request
            && jwt.Subject == asked.Member.Sub
            && Claim("email") == asked.Member.Email
            && Claim(ActorTokens.Input) == ActionRequested.DigestOf(asked.Input.Span);
        return (jwt.Issuer, fits ? null : "The hub's token was given for another request, another member or another input.");

        string? Claim(string name) => jwt.TryGetPayloadValue<string>(name, out var value) ? value : null;
    }
}
