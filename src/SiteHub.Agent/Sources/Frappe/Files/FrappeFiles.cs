using SiteHub.Agent.Documents;
using SiteHub.Agent.Files;
using SiteHub.Agent.Publications;

namespace SiteHub.Agent.Sources.Frappe.Files;

internal sealed class FrappeFiles : IDocumentFiles
{
    public Task<FileOutcome<IReadOnlyList<HeldFile>>> List(string docType, string name, CancellationToken cancellationToken) => throw new NotImplementedException();
    public Task<FileOutcome<HeldFile>> Find(string docType, string name, string id, CancellationToken cancellationToken) => throw new NotImplementedException();
    public Task<FileOutcome<OpenedFile>> Open(HeldFile file, CancellationToken cancellationToken) => throw new NotImplementedException();
    public Task<FileOutcome<OpenedFile>> Print(Publication publication, StoredDocument document, string language, CancellationToken cancellationToken) => throw new NotImplementedException();
}
