using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Values;

namespace SiteHub.Agent.Files;

/// <summary>Those of the agent's own documents.</summary>
internal sealed class EmbeddedFiles(FileRows rows, PrintPage pages, Database database) : IDocumentFiles
{
    public Task<FileOutcome<IReadOnlyList<HeldFile>>> List(string docType, string name, CancellationToken cancellationToken) =>
        Task.FromResult<FileOutcome<IReadOnlyList<HeldFile>>>(new FileOutcome<IReadOnlyList<HeldFile>>.Found(database.Read(session => FileRows.Of(session, docType, name))));

    public Task<FileOutcome<HeldFile>> Find(string docType, string name, string id, CancellationToken cancellationToken) =>
        Task.FromResult<FileOutcome<HeldFile>>(database.Read(session => FileRows.Find(session, docType, name, id)) is { } found ? new FileOutcome<HeldFile>.Found(found) : new FileOutcome<HeldFile>.Missing());

    public Task<FileOutcome<OpenedFile>> Open(HeldFile file, CancellationToken cancellationToken) =>
        Task.FromResult<FileOutcome<OpenedFile>>(new FileOutcome<OpenedFile>.Found(
            new OpenedFile(file.Name, FileTypes.Of(file.Name), file.Size, (output, cancel) => rows.CopyTo(file.Id, file.Size!.Value, output, cancel))));

    public Task<FileOutcome<OpenedFile>> Print(Publication publication, StoredDocument document, string language, CancellationToken cancellationToken)
    {
        var page = pages.Of(publication, document, language);
        return Task.FromResult<FileOutcome<OpenedFile>>(new FileOutcome<OpenedFile>.Found(
            new OpenedFile(document.State.Name, PrintPage.Type, page.Length, async (output, cancel) => await output.WriteAsync(page, cancel))));
    }
}
