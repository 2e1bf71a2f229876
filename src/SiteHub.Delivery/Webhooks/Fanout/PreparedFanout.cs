using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>What one event means for the webhooks, worked out outside of the writer.</summary>
public sealed class PreparedFanout
{
    private readonly WebhookEvent _message;
    private readonly List<(Webhook Webhook, string? Fault)> _matches;
    private readonly DateTimeOffset _now;

    internal PreparedFanout(WebhookEvent message, List<(Webhook Webhook, string? Fault)> matches, DateTimeOffset now)
    {
        _message = message;
        _matches = matches;
        _now = now;
    }

    /// <summary>The ids of the webhooks that will hear of it, and of those whose condition threw.</summary>
    public IEnumerable<string> Webhooks => _matches.Select(static m => m.Webhook.Id);

    /// <summary>
    /// Writes event and deliveries in the caller's transaction: they are stored with the change or not at all. Quick, and raw SQL alone. An event
    /// whose id was told before changes nothing.
    /// </summary>
    public void Commit(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var subject = Subject.Of(_message);
        var keepsBefore = _matches.Any(static m => m.Fault is not null || m.Webhook.Compiled.NeedsBefore);
        var number = session.Long(
            """
            INSERT INTO webhook_event (id, types, doc_type, name, site, subject, revision, at, doc, before, trace) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (id) DO NOTHING RETURNING number
            """,
            _message.Id,
            string.Join(',', _message.Types),
            _message.DocType,
            _message.Name,
            _message.Site,
            subject,
            _message.Revision,
            _message.Timestamp,
            _message.Doc,
            keepsBefore ? _message.Before : null,
            session.Trace);
        if (number is not { } written)
        {
            return;
        }

        foreach (var (webhook, fault) in _matches)
        {
            if (fault is null)
            {
                session.Execute("INSERT INTO delivery (event, webhook) VALUES ($1, $2)", written, webhook.Number);
            }
            else
            {
                KeepUnevaluated(session, written, subject, webhook, fault);
            }
        }

        session.AfterCommit(() => Raise(written));
    }

    private void Raise(long number)
    {
        foreach (var (webhook, fault) in _matches)
        {
            if (fault is null)
            {
                webhook.Signal.RaiseNew(number);
            }
        }
    }

    private void KeepUnevaluated(Session session, long number, long subject, Webhook webhook, string fault)
    {
        session.Execute("INSERT INTO delivery (event, webhook, state, subject) VALUES ($1, $2, 5, $3)", number, webhook.Number, subject);
        session.Execute(
            "INSERT INTO attempt (event, webhook, at, took, outcome, reason) VALUES ($1, $2, $3, 0, 'unevaluated', $4)", number, webhook.Number, _now, fault);
        ConditionFault.Tell(session, webhook, fault, _now);
    }
}
