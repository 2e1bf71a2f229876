using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;

namespace SiteHub.Agent.Files;

/// <summary>The files and the print of documents, where they live.</summary>
internal interface IDocumentFiles
{
    Task<FileOutcome<IReadOnlyList<HeldFile>>> List(string docType, string name, CancellationToken cancellationToken);

    /// <summary>One of that document's, by the id under which it was listed; looked for anew.</summary>
    Task<FileOutcome<HeldFile>> Find(string docType, string name, string id, CancellationToken cancellationToken);

    Task<FileOutcome<OpenedFile>> Open(HeldFile file, CancellationToken cancellationToken);

    /// <param name="publication">which says how</param>
    /// <param name="document">as it stands</param>
    /// <param name="language">of whoever reads it</param>
    /// <param name="cancellationToken">nobody waits any more</param>
    Task<FileOutcome<OpenedFile>> Print(Publication publication, StoredDocument document, string language, CancellationToken cancellationToken);
}

/// <param name="Id">where it lives</param>
/// <param name="Name">as it is called there</param>
/// <param name="Owner">who brought it</param>
internal sealed record HeldFile(string Id, string Name, long? Size, DateTimeOffset? At, bool IsPrivate, string? Owner)
{
    /// <summary>Of another system: where it says that the file is.</summary>
    public string? Place { get; init; }
}

/// <param name="Length">null: not known before its end</param>
/// <param name="CopyTo">called once; throws where the rest cannot be had</param>
internal sealed record OpenedFile(string Name, string Type, long? Length, Func<Stream, CancellationToken, Task> CopyTo);

internal abstract record FileOutcome<T>
{
    private FileOutcome()
    {
    }

    internal sealed record Found(T Value) : FileOutcome<T>;

    internal sealed record Missing : FileOutcome<T>;

    /// <param name="Sentence">for the person who asked</param>
    internal sealed record Refused(string Sentence) : FileOutcome<T>;

    internal sealed record TooLarge : FileOutcome<T>;

    /// <param name="Reason">for whoever looks after the site</param>
    internal sealed record Away(string Reason) : FileOutcome<T>;
}
