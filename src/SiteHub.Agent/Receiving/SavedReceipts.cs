using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Receiving;

namespace SiteHub.Agent.Receiving;

/// <summary>Saves what came in, as a user of this site with the rights that they have.</summary>
internal sealed class SavedReceipts(DocumentSaving saving, DocTypeCatalogue docTypes, HubUsers hubUsers, Database database) : IReceivedDocuments
{
    public IEnumerable<Fault> FaultsOf(Receiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        if (receiver.Site is not null)
        {
            yield return new Fault("site", receiver.Site, "nothing: a site's receivers save its own documents");
        }

        var type = docTypes.Find(receiver.DocType) is { Child: false } found ? found : null;
        if (type is null)
        {
            yield return new Fault("docType", receiver.DocType, "a DocType that exists here");
        }
        else if (receiver.Match is { } match && match != "name" && type.Entry.Fields.All(field => field.Name != match))
        {
            yield return new Fault("match", match, $"a field of {type.Name}, or name");
        }

        if (receiver.User is null || CallerOf(receiver.User) is not { } caller)
        {
            yield return new Fault("user", receiver.User, "the address of a user of this site who is not disabled: as whom it is saved");
        }
        else if (type is not null && !caller.May(DocRights.Create | DocRights.Write, type))
        {
            yield return new Fault("user", receiver.User, $"somebody who may create and write {type.Name}");
        }
    }

    public async Task<string?> Take(ReceivedDocument document, Action<Session, string?> settle, CancellationToken cancellationToken)
    {
        if (docTypes.Find(document.DocType) is not { Child: false } type)
        {
            return $"This site has no DocType {document.DocType}.";
        }

        var (caller, refusal) = document.IsFromHub
            ? database.Read(session => hubUsers.Of(session, document.User))
            : (document.User is null ? null : CallerOf(document.User), $"This site has no user {document.User}, or they are disabled.");
        if (caller is null)
        {
            return refusal;
        }

        Companion settled = saved => new Settling(session => settle(session, saved.Name));
        var outcome = Known(type, document) is { } name
            ? await saving.Update(type, name, document.Json, null, caller, cancellationToken, settled)
            : await saving.Insert(type, document.Json, caller, settled, cancellationToken);
        return outcome is SaveOutcome.Refused refused ? refused.Why.Summary : null;
    }

    /// <summary>The name of the document that has the same value in the field.</summary>
    private string? Known(DocType type, ReceivedDocument document)
    {
        if (document.Match is not { } match)
        {
            return null;
        }

        var path = $"$.\"{match.Replace("\"", "", StringComparison.Ordinal)}\"";
        return database.Read(session => session.Text(
            "SELECT name FROM document WHERE doc_type = $1 AND deleted = 0 AND json_extract(body, $2) = json_extract($3, $2) ORDER BY id LIMIT 1",
            type.Name,
            path,
            System.Text.Encoding.UTF8.GetString(document.Json.Span)));
    }

    private Caller? CallerOf(string email) => database.Read(session => KnownCallers.Find(session, email));

    private sealed class Settling(Action<Session> settle) : IPreparedChange
    {
        public void Commit(Session session, long documentId) => settle(session);
    }
}
