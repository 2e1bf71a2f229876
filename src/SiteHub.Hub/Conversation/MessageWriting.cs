using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Hub.Live;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Conversation;

/// <summary>
/// Takes what members write on documents, and hands it to the link of the site concerned in the same transaction. Who may is asked in the statement that writes; the
/// site asks everything again by itself.
/// </summary>
internal sealed class MessageWriting(Database database, ActionCatalogue catalogue, LinkLog log, MessageSeal seal, AuditTrail audit, LiveFeed live, TimeProvider time)
{
    /// <summary>More than anybody writes in an hour; a program that goes astray fills no company's ERP.</summary>
    public const int MostAnHour = 100;

    public const int LongestKey = 200;

    public async Task<WriteOutcome> Write(AskedMessage asked, Actor by, CancellationToken cancellationToken)
    {
        var (found, membership) = database.Read(session =>
        {
            var found = DocumentList.Find(session, asked.Reader, asked.Document)?.Item;
            return (found, found is null ? null : Membership.ForAccount(session, asked.Reader, asked.Document.Site, found.Account));
        });
        if (found is null || membership is null)
        {
            return new WriteOutcome.NotFound();
        }

        if (RuleOf(asked.Document) is not { } rule)
        {
            return new WriteOutcome.NoConversation();
        }

        if (!MemberRoles.Suffices(membership.Role, rule.Role))
        {
            return new WriteOutcome.NotForRole(membership.Role, rule.Role);
        }

        var text = MessageText.Of(asked.Text);
        if (text.Length is 0 or > MessageLimits.MaxText)
        {
            return new WriteOutcome.BadText(text.Length);
        }

        var now = time.GetUtcNow();
        var id = $"{MessageLimits.MemberPrefix}{Guid.CreateVersion7(now):N}";
        var document = asked.Document;
        return await database.Writer.Write<WriteOutcome>(
            session =>
            {
                if (asked.IdempotencyKey is not null && Earlier(session, asked, text) is { } earlier)
                {
                    return earlier;
                }

                if (session.Long("SELECT 1 FROM link WHERE name = $1", document.Site) is null)
                {
                    return new WriteOutcome.NoLink();
                }

                if (session.Long("SELECT count(*) FROM message WHERE person = $1 AND at > $2", asked.Reader.Person, now - TimeSpan.FromHours(1)) >= MostAnHour)
                {
                    return new WriteOutcome.TooMany();
                }

                var args = new List<object?> { id, document.Site, found.Account, asked.Reader.Person, rule.Role, document.DocType, document.Name, text, now, asked.IdempotencyKey, membership.Customer, membership.Role };
                var stored = session.Execute(
                    $"""
                    INSERT INTO message (message, site, doc_type, name, account, customer, person, role, author, text, at, placed, changed, state, attempt, idempotency_key)
                    SELECT $1, d.site, d.doc_type, d.name, d.account, a.customer, m.person, $5, coalesce(p.Name, p.Email), $8, $9, $9, $9, 'sending', 1, $10
                    FROM document d JOIN customer_account a ON a.site = d.site AND a.account = d.account JOIN customer_member m ON m.customer = a.customer JOIN person p ON p.Id = m.person AND p.State = 'Active'
                    WHERE d.site = $2 AND d.doc_type = $6 AND d.name = $7 AND d.state = 0 AND d.account = $3 AND m.person = $4 AND a.customer = $11 AND m.role = $12 AND {asked.Reader.At("d.site", args)}
                    """,
                    [.. args]);
                if (stored == 0)
                {
                    return new WriteOutcome.NotFound();
                }

                Send(session, document.Site, id);
                audit.Append(session, new AuditEntry(by, "message.written", id) { Details = About(document, text) });
                session.AfterCommit(() => live.MessageChanged(document.Site, found.Account, document.DocType, document.Name));
                return new WriteOutcome.Taken(id, IsNew: true);
            },
            cancellationToken);
    }

    /// <summary>What was refused goes once more, under its own id: at the site it is the same message.</summary>
    /// <returns>null: there is no such message of theirs, or it was not refused</returns>
    public Task<DocumentAddress?> Again(Reader reader, string id, Actor by, CancellationToken cancellationToken) => database.Writer.Write(
        session =>
        {
            var args = new List<object?> { id, reader.Person, reader.Customer, time.GetUtcNow() };
            var (site, docType, name, account) = session.One(
                $"""
                UPDATE message SET state = 'sending', reason = NULL, attempt = attempt + 1, changed = $4
                WHERE message = $1 AND person = $2 AND state = 'refused' AND gone = 0 AND EXISTS (
                    SELECT 1 FROM document d JOIN customer_account a ON a.site = d.site AND a.account = d.account JOIN customer_member m ON m.customer = a.customer JOIN person p ON p.Id = m.person AND p.State = 'Active'
                    WHERE d.site = message.site AND d.doc_type = message.doc_type AND d.name = message.name AND d.state = 0 AND d.account = message.account AND m.person = $2 AND ($3 IS NULL OR a.customer = $3)
                      AND a.customer = message.customer AND {reader.At("d.site", args)})
                RETURNING site, doc_type, name, account
                """,
                static row => (row.TextOrNull(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3)),
                [.. args]);
            if (site is null)
            {
                return null;
            }

            Send(session, site, id);
            var document = new DocumentAddress(site, docType!, name!);
            audit.Append(session, new AuditEntry(by, "message.tried-again", id) { Details = About(document, null) });
            session.AfterCommit(() => live.MessageChanged(site, account, docType!, name!));
            return document;
        },
        cancellationToken);

    /// <summary>After one of the two was restored: what the site has not answered is sent again, under the id and the try that it has.</summary>
    public void SendAgain(Session session, string link)
    {
        foreach (var id in session.Many("SELECT message FROM message WHERE site = $1 AND state = 'sending' ORDER BY id", static row => row.Text(0), link))
        {
            Send(session, link, id);
        }
    }

    public ConversationRule? RuleOf(DocumentAddress document) => catalogue.Of(document.Site).Publications.FirstOrDefault(publication => publication.DocType == document.DocType)?.Conversation;

    private void Send(Session session, string site, string id)
    {
        if (MessageRights.Find(session, site, id) is not { } written)
        {
            return;
        }

        var data = new ArrayBufferWriter<byte>();
        seal.Put(site, written).WriteTo(data);
        var position = log.Append(session, site, LinkEventTypes.MessageWritten, data.WrittenMemory);
        session.Execute("UPDATE message SET log_epoch = (SELECT out_epoch FROM link WHERE name = site), log_seq = $3 WHERE site = $1 AND message = $2", site, id, position.Seq);
    }

    private static WriteOutcome? Earlier(Session session, AskedMessage asked, string text) => session.One<WriteOutcome?>(
        "SELECT message, site, doc_type, name, text FROM message WHERE person = $1 AND idempotency_key = $2",
        row => (row.Text(1), row.Text(2), row.Text(3), row.Text(4)) == (asked.Document.Site, asked.Document.DocType, asked.Document.Name, text) ? new WriteOutcome.Taken(row.Text(0), IsNew: false) : new WriteOutcome.KeyTaken(),
        asked.Reader.Person,
        asked.IdempotencyKey);

    /// <summary>Where, and how much; what it says stands in the conversation, which can be emptied, and the audit cannot.</summary>
    private static JsonObject About(DocumentAddress document, string? text)
    {
        var about = new JsonObject { ["site"] = document.Site, ["docType"] = document.DocType, ["name"] = document.Name };
        if (text is not null)
        {
            about["length"] = text.Length.ToString(CultureInfo.InvariantCulture);
        }

        return about;
    }
}

/// <param name="Reader">the member, and for which customer</param>
/// <param name="IdempotencyKey">the same one again is the same message</param>
internal sealed record AskedMessage(Reader Reader, DocumentAddress Document, string Text, string? IdempotencyKey);

internal abstract record WriteOutcome
{
    private WriteOutcome()
    {
    }

    public sealed record Taken(string Id, bool IsNew) : WriteOutcome;

    /// <summary>Not there, or not theirs: which of the two is not said.</summary>
    public sealed record NotFound : WriteOutcome;

    /// <summary>The site has none on such documents.</summary>
    public sealed record NoConversation : WriteOutcome;

    public sealed record NotForRole(string Has, string Needs) : WriteOutcome;

    public sealed record BadText(int Length) : WriteOutcome;

    public sealed record TooMany : WriteOutcome;

    /// <summary>The idempotency key was used for something else.</summary>
    public sealed record KeyTaken : WriteOutcome;

    /// <summary>The site has not been enrolled, or no longer is.</summary>
    public sealed record NoLink : WriteOutcome;
}
