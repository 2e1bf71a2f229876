using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Agent.Conversation;

/// <summary>The conversation on a document as the company's people see it, and lead it where the documents live here.</summary>
internal sealed class SiteConversation(PublicationSet publications, MessageRows rows, Database database, TimeProvider time)
{
    private const int MostShown = 200;
    private const int LongestKey = 200;

    public ShownConversation Of(string docType, string name, bool mayWrite)
    {
        var rule = publications.RuleOf(publications.Of(docType));
        return database.Read(session =>
        {
            var published = StoredDocument.Find(session, docType, name) is { State.Deleted: false } document ? PublishedDocument.Find(session, document.Id) : null;
            return new ShownConversation(rule, StoredMessage.Newest(session, docType, name, MostShown), mayWrite && rule is { Chosen: true }, published is not null, published?.Account, docType, name);
        });
    }

    /// <param name="document">on which</param>
    /// <param name="user">who writes</param>
    /// <param name="said">as it was typed</param>
    /// <param name="forCustomer">else it is a note that stays here</param>
    /// <param name="key">the form's: the same one twice is one message</param>
    /// <param name="cancellationToken">ends it before it is stored</param>
    /// <returns>why not, as a key of the texts; null: it is stored</returns>
    public async Task<string?> Say(StoredDocument document, ClaimsPrincipal user, string? said, bool forCustomer, string? key, CancellationToken cancellationToken)
    {
        var text = MessageText.Of(said);
        if (text.Length == 0)
        {
            return "Write something first.";
        }

        if (text.Length > MessageLimits.MaxText)
        {
            return "This is too long: at most 10,000 characters.";
        }

        if (publications.RuleOf(publications.Of(document.State.DocType)) is not { Chosen: true })
        {
            return "Nothing is written here on these documents.";
        }

        var now = time.GetUtcNow();
        var id = key is { Length: > 0 and <= LongestKey } ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Identity!.Name}\n{key}")))[..32] : $"{Guid.CreateVersion7(now):N}";
        var author = user.FindFirst(HubSession.ShownName)?.Value is { Length: > 0 } name ? name : user.Identity!.Name!;
        await database.Writer.Write(
            session => rows.Add(session, new NewMessage($"say_{id}", document.State.DocType, document.State.Name, author, text, now, forCustomer ? StoredMessage.Said : StoredMessage.Note)), cancellationToken);
        return null;
    }

    /// <summary>Takes back what the company wrote: where the customer has it, it goes there too.</summary>
    public Task Unsay(StoredDocument document, string message, CancellationToken cancellationToken) => database.Writer.Write(
        session =>
        {
            if (StoredMessage.Find(session, message) is { IsMembers: false } found && (found.DocType, found.Name) == (document.State.DocType, document.State.Name))
            {
                rows.Change(session, message, null, MessageStates.Removed);
            }
        },
        cancellationToken);
}
