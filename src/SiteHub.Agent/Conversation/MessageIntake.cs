using SiteHub.Agent.Links;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Conversation;

/// <summary>
/// Takes in what members write. The token is looked at now, as long as it is good; the document by <see cref="MessageRunner"/>. One that is known is told of again, for
/// the hub may have lost what it knew; one that was refused is taken anew if the member tries it again.
/// </summary>
internal sealed class MessageIntake(MemberTokenCheck tokens, MessageRows rows, MessageSignal signal, TimeProvider time)
{
    /// <exception cref="LinkMessageException">it cannot be read</exception>
    /// <exception cref="HttpRequestException">the hub's keys are not to be had: the batch is sent again</exception>
    public Func<Session, ApplyOutcome> Written(ReadOnlyMemory<byte> data, string? token)
    {
        var written = MessageWritten.Read(data);
        if (!written.Message.StartsWith(MessageLimits.MemberPrefix, StringComparison.Ordinal))
        {
            return _ => ApplyOutcome.Rejected($"{written.Message} is no id of a member's message.");
        }

        var (jwt, refusal) = tokens.Read(token, ActorTokens.MessageType);
        return session => Keep(session, data, written, jwt?.Issuer, refusal ?? tokens.Unfit(ActorTokens.BindingOf(written), jwt!));
    }

    private ApplyOutcome Keep(Session session, ReadOnlyMemory<byte> data, MessageWritten written, string? issuer, string? refusal)
    {
        var kept = session.Execute(
            """
            INSERT INTO message (message, doc_type, name, account, issuer, subject, email, author, text, at, attempt, state, reason, changed, written)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (message) DO UPDATE SET
                doc_type = excluded.doc_type, name = excluded.name, account = excluded.account, issuer = excluded.issuer, subject = excluded.subject, email = excluded.email, author = excluded.author,
                text = excluded.text, at = excluded.at, attempt = excluded.attempt, state = excluded.state, reason = excluded.reason, changed = excluded.changed, written = excluded.written, acts_as = NULL
            WHERE message.state = 'refused' AND excluded.attempt > message.attempt
            """,
            written.Message,
            written.DocType,
            written.Name,
            written.Account,
            issuer,
            written.Member.Sub,
            written.Member.Email,
            written.Member.Name ?? written.Member.Email,
            written.Text,
            written.At,
            written.Attempt,
            refusal is null ? StoredMessage.Received : MessageStates.Refused,
            refusal,
            time.GetUtcNow(),
            new Utf8(data));
        if (kept == 0)
        {
            session.Execute("UPDATE message SET attempt = max(attempt, $2) WHERE message = $1", written.Message, written.Attempt);
        }

        rows.Tell(session, StoredMessage.Find(session, written.Message)!, isNews: true);
        if (kept > 0 && refusal is null)
        {
            session.AfterCommit(signal.Raise);
        }

        return kept > 0 ? ApplyOutcome.Applied : ApplyOutcome.Known;
    }
}
