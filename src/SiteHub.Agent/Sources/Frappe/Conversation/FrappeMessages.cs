using System.Text.Json.Nodes;
using SiteHub.Agent.Conversation;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Values;

namespace SiteHub.Agent.Sources.Frappe.Conversation;

/// <summary>
/// Puts what a member wrote onto the document at the site: a Comment, or a Communication that came in. Once: its id stands in a unique field, it is looked for before it
/// is made, and whatever says nothing is looked for again.
/// </summary>
internal sealed class FrappeMessages(TalkTypes types, FrappeClient client, SourceStanding standing, FrappeEntry entry)
{
    private const string NotPossible = "The company's system did not accept it.";
    private const string NotSetUp = "The company's system is not set up to take messages yet.";

    public async Task<PutOutcome> Put(StoredMessage message, CancellationToken cancellationToken)
    {
        if (!standing.MayAsk)
        {
            return new PutOutcome.Later();
        }

        var talkType = types.Of(message.DocType) is { AsCommunication: true } ? TalkTypes.Communication : TalkTypes.Comment;
        if (await Find(message, talkType, cancellationToken) is { } found)
        {
            return found;
        }

        switch (await client.Post("/api/method/frappe.client.insert", new JsonObject { ["doc"] = Document(message, talkType) }, cancellationToken))
        {
            case FrappeReply.Answer { Value: var made } when SourceRow.TextOf(made, "name") is { } name:
                return new PutOutcome.Done(new MessageOrigin(talkType, name, SourceRow.TextOf(made, "modified")));
            case FrappeReply.Failed { Fault: var fault } when fault.MayBeDone || fault.Verdict is Verdict.Retry or Verdict.NeedsAuthorization || fault.Error?.Type is "UniqueValidationError" or "DuplicateEntryError":
                standing.Note(fault);
                return new PutOutcome.Later();
            case FrappeReply.Failed { Fault: var fault }:
                standing.Note(fault);
                return new PutOutcome.Refused(fault.Verdict == Verdict.Refused && fault.Sentence is { Length: > 0 } sentence ? sentence : NotPossible);
            default:
                return new PutOutcome.Later();
        }
    }

    /// <returns>null: it is not there</returns>
    private async Task<PutOutcome?> Find(StoredMessage message, string talkType, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await client.Read(new ListQuery(talkType, "name", "modified") { Limit = 1 }.Where(entry.RequestField, "=", message.Message), cancellationToken);
            return rows.GetArrayLength() == 0 ? null : new PutOutcome.Done(new MessageOrigin(talkType, SourceRow.TextOf(rows[0], "name")!, SourceRow.TextOf(rows[0], "modified")));
        }
        catch (FrappeFaultException fault)
        {
            standing.Note(fault.Fault);
            return fault.Fault is { Verdict: Verdict.Refused or Verdict.Bug, Status: not null and not >= 502 } ? new PutOutcome.Refused(NotSetUp) : new PutOutcome.Later();
        }
    }

    /// <summary>All is done as the source's user: the text itself names the member, for the site's timeline shows nothing else.</summary>
    private JsonObject Document(StoredMessage message, string talkType)
    {
        var text = $"<p><strong>{RichText.Of(message.Author)}</strong> ({RichText.Of(message.Email ?? "")}):</p><p>{RichText.Of(message.Text ?? "")}</p>";
        var document = talkType == TalkTypes.Comment
            ? new JsonObject { ["comment_type"] = "Comment", ["comment_email"] = message.Email, ["comment_by"] = message.Author }
            : new JsonObject
            {
                ["communication_type"] = "Communication", ["communication_medium"] = "Other", ["sent_or_received"] = "Received", ["subject"] = $"{message.DocType} {message.Name}", ["sender"] = message.Email, ["sender_full_name"] = message.Author,
            };
        (document["doctype"], document["reference_doctype"], document["reference_name"], document["content"], document[entry.RequestField]) = (talkType, message.DocType, message.Name, text, message.Message);
        return document;
    }
}

/// <summary>What became of a message at the site.</summary>
internal abstract record PutOutcome
{
    private PutOutcome()
    {
    }

    internal sealed record Done(MessageOrigin Origin) : PutOutcome;

    /// <summary>The site says no.</summary>
    internal sealed record Refused(string Reason) : PutOutcome;

    /// <summary>It may be there, or will be: it is looked for again.</summary>
    internal sealed record Later : PutOutcome;
}
