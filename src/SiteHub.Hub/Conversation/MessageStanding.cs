using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Live;
using SiteHub.Hub.Notifications;
using SiteHub.Hub.Replica;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Hub.Conversation;

/// <summary>
/// What the sites say of conversations. A site speaks of its own documents alone, for the link names it; and it speaks as the company, never as a member: of what
/// members wrote it can say what became of it, and give back what bears the hub's own mark, and no more.
/// </summary>
internal sealed class MessageStanding(NotificationRows notifications, MessageSeal seal, LiveFeed live)
{
    public Func<Session, ApplyOutcome> Told(EntryPlace place, ReadOnlyMemory<byte> data)
    {
        var told = MessageTold.Read(data);
        var text = told.Text is null ? null : MessageText.Of(told.Text);
        var author = MessageText.Of(told.Author).ReplaceLineEndings(" ");
        return session => Put(session, place, told with { Text = text, Author = author });
    }

    public Func<Session, ApplyOutcome> Answered(EntryPlace place, ReadOnlyMemory<byte> data)
    {
        var told = MessageAnswered.Read(data);
        var written = told.Written is { } kept ? MessageWritten.Read(kept) : null;
        return session =>
        {
            if (written is not null && session.Long("SELECT 1 FROM message WHERE site = $1 AND message = $2", place.Site, told.Message) is null && written.Message == told.Message && seal.IsOurs(place.Site, written))
            {
                TakeBack(session, place, written);
            }

            return Move(session, place, told);
        };
    }

    /// <summary>This hub was restored, and had lost it. Whose the account is now is whose it is.</summary>
    private static void TakeBack(Session session, EntryPlace place, MessageWritten written) => session.Execute(
        """
        INSERT INTO message (site, message, doc_type, name, account, customer, person, role, author, text, at, placed, changed, state, attempt)
        SELECT $1, $2, $3, $4, $5, (SELECT customer FROM customer_account WHERE site = $1 AND account = $5), $6, 'viewer', $7, $8, $9, $9, $10, 'sending', $11
        """,
        place.Site,
        written.Message,
        written.DocType,
        written.Name,
        written.Account,
        written.Member.Sub,
        written.Member.Name ?? written.Member.Email,
        written.Text,
        written.At,
        place.ReceivedAt,
        written.Attempt);

    /// <summary>The document was deleted: what was said on it is not said on another that gets its name.</summary>
    public static void DocumentGone(Session session, string site, string docType, string name) =>
        session.Execute("UPDATE message SET gone = 1 WHERE site = $1 AND doc_type = $2 AND name = $3 AND gone = 0", site, docType, name);

    /// <summary>A publication was told from the start: what the company wrote and was not told again is not there any more.</summary>
    public static void NotToldAgain(Session session, Snapshot snapshot, DateTimeOffset now) => session.Execute(
        """
        UPDATE message SET state = 'removed', text = NULL, changed = $5
        WHERE site = $1 AND doc_type = $2 AND person IS NULL AND state = 'said' AND (touched_epoch, touched_seq) < ($3, $4)
        """,
        snapshot.Site,
        snapshot.DocType,
        snapshot.BegunEpoch,
        snapshot.BegunSeq,
        now);

    private ApplyOutcome Put(Session session, EntryPlace place, MessageTold told)
    {
        var before = session.One(
            "SELECT state, text, account, doc_type, name, person FROM message WHERE site = $1 AND message = $2",
            static row => new Held(row.Text(0), row.TextOrNull(1), row.Text(2), row.Text(3), row.Text(4), row.TextOrNull(5)),
            place.Site,
            told.Message);
        if (before?.Person is not null)
        {
            return ApplyOutcome.Rejected($"The message {told.Message} is a member's.");
        }

        var placed = told.IsNews || told.At > place.ReceivedAt ? place.ReceivedAt : told.At;
        var changed = session.Execute(
            """
            INSERT INTO message (site, message, doc_type, name, account, author, text, at, placed, changed, state, epoch, version, touched_epoch, touched_seq)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $13, CASE WHEN $7 IS NULL THEN 'removed' ELSE 'said' END, $10, $11, $10, $12)
            ON CONFLICT (site, message) DO UPDATE SET
                doc_type = excluded.doc_type, name = excluded.name, account = excluded.account, author = excluded.author, text = excluded.text, at = excluded.at, state = excluded.state, changed = excluded.changed,
                edited = CASE WHEN excluded.text IS NOT message.text AND message.text IS NOT NULL THEN $13 ELSE message.edited END,
                epoch = excluded.epoch, version = excluded.version, touched_epoch = excluded.touched_epoch, touched_seq = excluded.touched_seq, gone = 0
            WHERE (excluded.epoch, excluded.version) > (message.epoch, message.version)
            """,
            place.Site,
            told.Message,
            told.DocType,
            told.Name,
            told.Account,
            told.Author,
            string.IsNullOrEmpty(told.Text) ? null : told.Text,
            told.At,
            placed,
            place.Epoch,
            told.Version,
            place.Seq,
            place.ReceivedAt);
        if (changed == 0)
        {
            session.Execute(
                "UPDATE message SET touched_epoch = $3, touched_seq = $4 WHERE site = $1 AND message = $2 AND (touched_epoch, touched_seq) < ($3, $4)", place.Site, told.Message, place.Epoch, place.Seq);
            return ApplyOutcome.Known;
        }

        if (told.IsNews && before is null && !string.IsNullOrEmpty(told.Text))
        {
            Notify(session, place.Site, told.DocType, told.Name, told.Account, told.Author, writer: null);
        }

        session.AfterCommit(() => live.MessageChanged(place.Site, told.Account, told.DocType, told.Name));
        return ApplyOutcome.Applied;
    }

    private ApplyOutcome Move(Session session, EntryPlace place, MessageAnswered told)
    {
        var held = session.One(
            "SELECT state, text, account, doc_type, name, person, author FROM message WHERE site = $1 AND message = $2 AND person IS NOT NULL",
            static row => new Held(row.Text(0), row.TextOrNull(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5)) { Author = row.TextOrNull(6) },
            place.Site,
            told.Message);
        if (held is null)
        {
            return ApplyOutcome.Rejected($"No member wrote a message {told.Message} for this site.");
        }

        // What was refused may be tried again; what is delivered is never refused any more, and only then taken away.
        var moved = session.Execute(
            """
            UPDATE message SET state = $3, reason = $4, changed = $8, doc_type = $5, name = $6, gone = CASE WHEN doc_type = $5 AND name = $6 THEN gone ELSE 0 END
            WHERE site = $1 AND message = $2 AND attempt <= $7
              AND CASE state WHEN 'sending' THEN 1 WHEN 'refused' THEN $3 <> 'refused' WHEN 'delivered' THEN $3 = 'removed' OR ($3 = 'delivered' AND (doc_type <> $5 OR name <> $6)) ELSE 0 END
            """,
            place.Site,
            told.Message,
            told.State,
            told.Reason is null ? null : MessageText.Cut(MessageText.Of(told.Reason), 1_000),
            told.DocType,
            told.Name,
            told.Attempt,
            place.ReceivedAt);
        if (moved == 0)
        {
            return ApplyOutcome.Known;
        }

        if (told is { State: MessageStates.Delivered, Written: null } && held.State is MessageStates.Sending or MessageStates.Refused)
        {
            Notify(session, place.Site, told.DocType, told.Name, held.Account, held.Author ?? "", held.Person);
        }

        session.AfterCommit(() => live.MessageChanged(place.Site, held.Account, told.DocType, told.Name));
        return ApplyOutcome.Applied;
    }

    /// <summary>Those who may see it, and did not write it.</summary>
    private void Notify(Session session, string site, string docType, string name, string account, string author, string? writer)
    {
        var kind = PublishedKinds.Of(session, site, docType);
        foreach (var (person, customer) in session.Many(
            """
            SELECT m.person, a.customer FROM document d
            JOIN customer_account a ON a.site = d.site AND a.account = d.account JOIN customer_member m ON m.customer = a.customer JOIN person p ON p.Id = m.person AND p.State = 'Active'
            WHERE d.site = $1 AND d.doc_type = $2 AND d.name = $3 AND d.state = 0 AND d.account = $4 AND m.person IS NOT $5 ORDER BY m.person
            """,
            static row => (row.Text(0), row.Text(1)),
            site,
            docType,
            name,
            account,
            writer))
        {
            notifications.Put(session, new Notice(person, customer, NotificationKinds.Message, site, account, docType, name, null, author) { DocumentKind = kind });
        }
    }

    private sealed record Held(string State, string? Text, string Account, string DocType, string Name, string? Person)
    {
        public string? Author { get; init; }
    }
}
