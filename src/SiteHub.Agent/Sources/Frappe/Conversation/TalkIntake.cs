using System.Text.Json;
using SiteHub.Agent.Conversation;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Agent.Sources.Frappe.Conversation;

/// <summary>
/// Takes in what the site shows of what was said: what is for the customer, and what no longer is. Everything else is not kept, not even that it is there. What we put
/// there for a member is the member's, whatever somebody makes of it at the site.
/// </summary>
internal sealed class TalkIntake(TalkTypes types, MessageRows rows, SiteClock clock, FrappeEntry entry)
{
    /// <summary>Fields of a document that hold an address of the customer's.</summary>
    private static readonly string[] AddressFields = ["raised_by", "contact_email", "email_id", "email"];

    /// <summary>In the writer.</summary>
    /// <param name="session">the transaction</param>
    /// <param name="row">what the site shows</param>
    /// <param name="isNews">not while it is read for the first time</param>
    public void Take(Session session, SaidRow row, bool isNews)
    {
        if (row.IsOurs(entry.RequestField) || types.Of(row.DocType) is not { } rule)
        {
            return;
        }

        var known = session.One(
            "SELECT message, name, doc_type, state, origin_modified FROM message WHERE origin = $1 AND origin_name = $2",
            static found => (Message: found.Text(0), Name: found.Text(1), DocType: found.Text(2), State: found.Text(3), Modified: found.TextOrNull(4)),
            row.TalkType,
            row.Name);
        if (known.Message is not null && string.CompareOrdinal(row.Modified, known.Modified) < 0)
        {
            return;
        }

        var text = row.ForCustomer(rule, address => IsCustomers(session, row, address));
        if (known.Message is null)
        {
            if (text is not null)
            {
                rows.Add(session, new NewMessage(row.MessageId, row.DocType, row.Document, row.Author, text, TimeOf(row), StoredMessage.Said), new MessageOrigin(row.TalkType, row.Name, row.Modified), isNews);
            }

            return;
        }

        session.Execute("UPDATE message SET origin_modified = $2 WHERE message = $1", known.Message, row.Modified);
        if ((known.DocType, known.Name) != (row.DocType, row.Document))
        {
            rows.MoveTo(session, known.Message, row.DocType, row.Document);
        }

        rows.Change(session, known.Message, text, text is null ? StoredMessage.Note : StoredMessage.Said);
    }

    /// <summary>In the writer: the site has it no more.</summary>
    public void Gone(Session session, string talkType, string name)
    {
        if (session.Text("SELECT message FROM message WHERE origin = $1 AND origin_name = $2", talkType, name) is { } message && !rows.Move(session, message, MessageStates.Delivered, MessageStates.Removed))
        {
            rows.Change(session, message, null, MessageStates.Removed);
        }
    }

    private DateTimeOffset TimeOf(SaidRow row) => DateTimeOffset.TryParse(clock.ToUtc(row.Creation), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var at) ? at : DateTimeOffset.UnixEpoch;

    /// <summary>A mail from the document may go to a colleague: only one that goes to the customer is for the customer.</summary>
    private static bool IsCustomers(Session session, SaidRow row, string address)
    {
        if (session.Long("SELECT 1 FROM message WHERE doc_type = $1 AND name = $2 AND email = $3 COLLATE NOCASE AND attempt > 0 LIMIT 1", row.DocType, row.Document, address) is not null)
        {
            return true;
        }

        if (StoredDocument.Find(session, row.DocType, row.Document) is not { State.Deleted: false } document)
        {
            return false;
        }

        using var body = JsonDocument.Parse(document.State.Body);
        return AddressFields.Any(field => SourceRow.TextOf(body.RootElement, field) is { } own && own.Equals(address, StringComparison.OrdinalIgnoreCase));
    }
}
