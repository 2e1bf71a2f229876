using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Receiving;

/// <summary>What a role does with a document that came in: a site saves it, the hub sends it on to one.</summary>
public interface IReceivedDocuments
{
    /// <summary>What is wrong with a receiver in this role's eyes.</summary>
    IEnumerable<Problems.Fault> FaultsOf(Receiver receiver);

    /// <param name="document">what to save, and as whom</param>
    /// <param name="settle">to be run, with the name that the document has, in the very transaction that takes effect</param>
    /// <param name="cancellationToken">ends the wait before the writer</param>
    /// <returns>null: done; else why it was not</returns>
    /// <exception cref="DatabaseUnavailableException">nothing was done</exception>
    Task<string?> Take(ReceivedDocument document, Action<Session, string?> settle, CancellationToken cancellationToken);
}

/// <param name="Json">the document's fields, a JSON object</param>
/// <param name="Match">the field by which it is found; null: a new one</param>
public sealed record ReceivedDocument(string? Site, string? User, string DocType, string? Match, ReadOnlyMemory<byte> Json)
{
    /// <summary>The receipt that it came in with.</summary>
    public long Receipt { get; init; }

    /// <summary>At a site: the hub sent it, and named the user; a receiver of the site's own was given one by the site's own people.</summary>
    public bool IsFromHub { get; init; }
}
