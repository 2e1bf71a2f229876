using System.Buffers;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Files;
using SiteHub.Hub.Live;
using SiteHub.Hub.Notifications;
using SiteHub.Hub.Replica;
using SiteHub.Hub.Webhooks;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Actions;

/// <summary>Where requests stand, as the sites tell it. A state only goes forward, and only the site that it was asked of may say so.</summary>
internal sealed class ActionStanding(LinkLog log, NotificationRows notifications, PortalEvents events, LiveFeed live)
{
    public Func<Session, ApplyOutcome> Progressed(EntryPlace place, ReadOnlyMemory<byte> data)
    {
        var told = ActionProgressed.Read(data);
        return session => Apply(session, place, told);
    }

    /// <summary>After one of the two was restored: what is open is asked again, under the ids that it had; the site knows which of it it has done.</summary>
    public void AskAgain(Session session, string link)
    {
        var open = session.Many(
            """
            SELECT q.id, q.action, q.doc_type, q.name, q.hash, q.revision, q.account, p.Id, p.Name, p.Email, q.input, q.expires, q.withdrawal
            FROM action_request q JOIN person p ON p.Id = q.person WHERE q.site = $1 AND q.rank < $2 ORDER BY q.created
            """,
            static row => (
                Asked: new ActionRequested(
                    row.Text(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.TextOrNull(4), row.Long(5), row.Text(6), new ActionMember(row.Text(7), row.TextOrNull(8), row.Text(9)), row.Bytes(10), row.Time(11)),
                IsWithdrawn: !row.IsNull(12)),
            link,
            ActionStates.Rank(ActionStates.Unknown));
        foreach (var (open1, isWithdrawn) in open)
        {
            var asked = open1 with { Files = HeldFiles.Of(session, open1.Request) };
            var position = Append(session, link, LinkEventTypes.ActionRequested, asked.WriteTo);
            session.Execute("UPDATE action_request SET log_epoch = (SELECT out_epoch FROM link WHERE name = site), log_seq = $2 WHERE id = $1", asked.Request, position.Seq);
            if (isWithdrawn)
            {
                Append(session, link, LinkEventTypes.ActionWithdrawn, new ActionWithdrawn(asked.Request).WriteTo);
            }
        }
    }

    private ApplyOutcome Apply(Session session, EntryPlace place, ActionProgressed told)
    {
        var rank = ActionStates.Rank(told.State);
        var owner = session.Text("SELECT site FROM action_request WHERE id = $1", told.Request);
        if (owner is not null && owner != place.Site)
        {
            return ApplyOutcome.Rejected($"The request {told.Request} was asked of another site.");
        }

        var changed = owner is null
            ? session.Execute(
                """
                INSERT INTO action_request (id, site, created, state, rank, reason, changed, result_doc_type, result_name, result_revision) VALUES ($1, $2, $3, $4, $5, $6, $10, $7, $8, $9)
                """,
                told.Request,
                place.Site,
                told.At,
                told.State,
                rank,
                told.Reason,
                told.ResultDocType,
                told.ResultName,
                told.Revision,
                place.ReceivedAt)
            : session.Execute(
                "UPDATE action_request SET state = $2, rank = $3, reason = $4, changed = $5, result_doc_type = $6, result_name = $7, result_revision = $8 WHERE id = $1 AND rank < $3",
                told.Request,
                told.State,
                rank,
                told.Reason,
                place.ReceivedAt,
                told.ResultDocType,
                told.ResultName,
                told.Revision);
        if (changed == 0)
        {
            return ApplyOutcome.Known;
        }

        session.Execute("INSERT INTO action_state (request, rank, state, reason, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", told.Request, rank, told.State, told.Reason, told.At);
        var account = session.Text("SELECT account FROM action_request WHERE id = $1", told.Request);
        ActionView.Tell(session, events, told.Request);
        session.AfterCommit(() => live.ActionChanged(place.Site, account, told.Request));
        if (!ActionStates.IsOpen(told.State) && session.One("SELECT person, customer, doc_type, name FROM action_request WHERE id = $1 AND person IS NOT NULL", static row => (Person: row.Text(0), Customer: row.Text(1), DocType: row.Text(2), Name: row.TextOrNull(3)), told.Request) is { Person: not null } asked)
        {
            notifications.Put(session, new Notice(asked.Person, asked.Customer, NotificationKinds.ActionEnded, place.Site, account!, asked.DocType, asked.Name, told.Request, told.State) { DocumentKind = PublishedKinds.Of(session, place.Site, asked.DocType) });
        }

        return ApplyOutcome.Applied;
    }

    private LogPosition Append(Session session, string link, string type, Action<IBufferWriter<byte>> write)
    {
        var data = new ArrayBufferWriter<byte>();
        write(data);
        return log.Append(session, link, type, data.WrittenMemory);
    }
}
