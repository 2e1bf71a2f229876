using System.Text.Json.Nodes;
using SiteHub.Agent.Conversation;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Values;

namespace SiteHub.Agent.Sources.Frappe.Conversation;

/// <summary>
/// Puts what a member wrote onto the document at the site: a Comment, or a Communication that came in. Once: its id stands in a unique field, or in the text where Frappe's own
/// way of commenting leaves no field; it is looked for before it is made, and whatever says nothing is looked for again. As whom it is written is decided once, and kept with the message.
/// </summary>
internal sealed class FrappeMessages(TalkTypes types, FrappeClient client, ActingUser acting, SourceStanding standing, FrappeEntry entry, Database database)
{
    private const string NotPossible = "The company's system did not accept it.";
    private const string NotSetUp = "The company's system is not set up to take messages yet.";

    public async Task<PutOutcome> Put(StoredMessage message, CancellationToken cancellationToken)
    {
        if (!standing.MayAsk)
        {
            return new PutOutcome.Later();
        }

        var author = await Author(message, cancellationToken);
        var talkType = types.Of(message.DocType) is { AsCommunication: true } ? TalkTypes.Communication : TalkTypes.Comment;
        if (await Find(message, talkType, author, cancellationToken) is { } found)
        {
            return found;
        }

        if (author.User is { } user && await acting.Standing(author.Owner, user, cancellationToken) is { } stopped)
        {
            return await Failed(stopped, author, cancellationToken);
        }

        return await Write(message, talkType, author, cancellationToken) switch
        {
            FrappeReply.Answer { Value: var made } when SourceRow.TextOf(made, "name") is { } name => new PutOutcome.Done(new MessageOrigin(talkType, name, SourceRow.TextOf(made, "modified"))),
            FrappeReply.Failed { Fault: var fault } => await Failed(fault, author, cancellationToken),
            _ => new PutOutcome.Later(),
        };
    }

    /// <summary>Whoever has a user of their own there writes as that, by Frappe's own way, for which it is enough to read the document.</summary>
    private Task<FrappeReply> Write(StoredMessage message, string talkType, Writer author, CancellationToken cancellationToken) => author.User is { } user && talkType == TalkTypes.Comment
        ? client.Post(
            "/api/method/frappe.desk.form.utils.add_comment",
            new JsonObject
            {
                ["reference_doctype"] = message.DocType, ["reference_name"] = message.Name, ["content"] = $"<p {SaidRow.MarkOf(message.Message)}>{RichText.Of(message.Text ?? "")}</p>", ["comment_email"] = user, ["comment_by"] = message.Author,
            },
            cancellationToken,
            author.Owner)
        : client.Post("/api/method/frappe.client.insert", new JsonObject { ["doc"] = Document(message, talkType, author) }, cancellationToken, author.Owner);

    /// <summary>As whom: once it is known, it stays, for what is refused to the one is not done as the other.</summary>
    private async Task<Writer> Author(StoredMessage message, CancellationToken cancellationToken)
    {
        var decided = message.ActsAs;
        if (decided is null)
        {
            decided = (await acting.Of(message.Subject, message.Email, cancellationToken))?.User ?? "";
            await database.Writer.Write(session => session.Execute("UPDATE message SET acts_as = $2 WHERE message = $1", message.Message, decided), cancellationToken);
        }

        return decided.Length == 0 ? new Writer(SourceTokenRows.Source, null) : new Writer(message.Subject!, decided);
    }

    private async Task<PutOutcome> Failed(FrappeFault fault, Writer author, CancellationToken cancellationToken)
    {
        if (author.User is null)
        {
            standing.Note(fault);
        }
        else if (fault.Verdict == Verdict.NeedsAuthorization)
        {
            if (fault.Status is not null)
            {
                await acting.Pause(author.Owner, fault.Reason, cancellationToken);
            }

            return new PutOutcome.Refused(ActingUser.Refused);
        }

        return fault switch
        {
            _ when fault.MayBeDone || fault.Verdict is Verdict.Retry or Verdict.NeedsAuthorization || fault.Error?.Type is "UniqueValidationError" or "DuplicateEntryError" => new PutOutcome.Later(),
            { Verdict: Verdict.Refused, Sentence: { Length: > 0 } sentence } => new PutOutcome.Refused(sentence),
            _ => new PutOutcome.Refused(NotPossible),
        };
    }

    /// <returns>null: it is not there</returns>
    private async Task<PutOutcome?> Find(StoredMessage message, string talkType, Writer author, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await client.Read(new ListQuery(talkType, "name", "modified") { Limit = 1 }.Where(entry.RequestField, "=", message.Message), cancellationToken);
            if (rows.GetArrayLength() == 0 && author.User is not null && talkType == TalkTypes.Comment)
            {
                rows = await client.Read(
                    new ListQuery(talkType, "name", "modified") { Limit = 1 }.Where("reference_doctype", "=", message.DocType).Where("reference_name", "=", message.Name).Where("content", "like", $"%{SaidRow.MarkOf(message.Message)}%"), cancellationToken);
            }

            return rows.GetArrayLength() == 0 ? null : new PutOutcome.Done(new MessageOrigin(talkType, SourceRow.TextOf(rows[0], "name")!, SourceRow.TextOf(rows[0], "modified")));
        }
        catch (FrappeFaultException fault)
        {
            standing.Note(fault.Fault);
            return fault.Fault is { Verdict: Verdict.Refused or Verdict.Bug, Status: not null and not >= 502 } ? new PutOutcome.Refused(NotSetUp) : new PutOutcome.Later();
        }
    }

    /// <summary>Where it is done as the source's user, the text itself names the member, for the site's timeline shows nothing else.</summary>
    private JsonObject Document(StoredMessage message, string talkType, Writer author)
    {
        var text = author.User is null ? $"<p><strong>{RichText.Of(message.Author)}</strong> ({RichText.Of(message.Email ?? "")}):</p><p>{RichText.Of(message.Text ?? "")}</p>" : $"<p>{RichText.Of(message.Text ?? "")}</p>";
        var document = talkType == TalkTypes.Comment
            ? new JsonObject { ["comment_type"] = "Comment", ["comment_email"] = message.Email, ["comment_by"] = message.Author }
            : new JsonObject
            {
                ["communication_type"] = "Communication", ["communication_medium"] = "Other", ["sent_or_received"] = "Received", ["subject"] = $"{message.DocType} {message.Name}", ["sender"] = message.Email, ["sender_full_name"] = message.Author,
            };
        (document["doctype"], document["reference_doctype"], document["reference_name"], document["content"], document[entry.RequestField]) = (talkType, message.DocType, message.Name, text, message.Message);
        return document;
    }

    /// <param name="Owner">whose token goes along</param>
    /// <param name="User">the member's own user there; null: the source's</param>
    private sealed record Writer(string Owner, string? User);
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
