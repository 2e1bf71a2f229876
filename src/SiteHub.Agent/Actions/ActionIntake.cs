using System.Buffers.Text;
using Microsoft.IdentityModel.JsonWebTokens;
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
internal sealed class ActionIntake(MemberTokenCheck tokens, ActionProgress progress, ActionSignal signal, TimeProvider time)
{
    /// <exception cref="LinkMessageException">it cannot be read</exception>
    /// <exception cref="HttpRequestException">the hub's keys are not to be had: the batch is sent again</exception>
    public Func<Session, ApplyOutcome> Requested(ReadOnlyMemory<byte> data, string? token)
    {
        var asked = ActionRequested.Read(data);
        var (jwt, refusal) = tokens.Read(token, ActorTokens.Type);
        return session => Keep(session, asked, jwt, refusal ?? tokens.Unfit(ActorTokens.BindingOf(asked), jwt!));
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

    private ApplyOutcome Keep(Session session, ActionRequested asked, JsonWebToken? jwt, string? refusal)
    {
        var now = time.GetUtcNow();
        var state = refusal is null ? StoredRequest.Received : ActionStates.Refused;
        var kept = session.Execute(
            """
            INSERT INTO action_request (id, action, doc_type, name, hash, revision, account, issuer, subject, person, email, input, expires, received, state, reason, changed, trace, claims)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $14, $17, $18) ON CONFLICT (id) DO NOTHING
            """,
            asked.Request,
            asked.Action,
            asked.DocType,
            asked.Name,
            asked.Hash,
            asked.Revision,
            asked.Account,
            jwt?.Issuer ?? "",
            asked.Member.Sub,
            asked.Member.Name,
            asked.Member.Email,
            new Utf8(asked.Input),
            asked.Expires,
            now,
            state,
            refusal,
            session.Trace,
            refusal is null ? new Utf8(Base64Url.DecodeFromChars(jwt!.EncodedPayload)) : null);
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
}
