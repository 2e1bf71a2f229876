using System.Buffers;
using System.Text.Json;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Scripts;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Files;

namespace SiteHub.Agent.Files;

/// <summary>
/// Answers the hub, for a member who stands waiting there. Whatever the hub has found, it is asked here again: the document was told to the hub and is that account's, its
/// publication gives out what is asked for, and a file is one of this document's that its rule shows.
/// </summary>
internal sealed class FileQuestions(PublicationSet publications, IDocumentFiles files, Database database) : ILinkQuestions
{
    private static readonly LinkAnswered.Refused Missing = new(404, Problems.FileMissing, "Look again", "There is no such document or file for this account.");

    private readonly Dictionary<string, Script> _rules = publications.All
        .Where(static publication => publication.Entry.Files?.When is not null)
        .ToDictionary(static publication => publication.DocType.Name, static publication => Script.Compile(publication.Entry.Files!.When!, FilesEntry.ScriptNames), StringComparer.Ordinal);

    public async Task<LinkAnswered> Answer(string link, ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        var asked = FileAsk.Read(question);
        if (publications.Of(asked.DocType) is not { } publication || Published(asked) is not { } document)
        {
            return Missing;
        }

        switch (asked.What)
        {
            case FileAsk.List when publication.Entry.Files is not null:
                return Answered(await files.List(asked.DocType, asked.Name, cancellationToken), held => List(asked.DocType, held));
            case FileAsk.One when publication.Entry.Files is not null && asked.File!.Length <= FileLimits.MaxId:
                var found = await files.Find(asked.DocType, asked.Name, asked.File, cancellationToken);
                return found is FileOutcome<HeldFile>.Found { Value: var file }
                    ? IsShown(asked.DocType, file) ? Answered(await files.Open(file, cancellationToken), Stream) : Missing
                    : Answered(found, static _ => Missing);
            case FileAsk.Print when publication.Entry.Print is not null:
                return Answered(await files.Print(publication, document, asked.Language, cancellationToken), Stream);
            default:
                return Missing;
        }
    }

    private StoredDocument? Published(FileAsk asked) => database.Read(session =>
        StoredDocument.Find(session, asked.DocType, asked.Name) is { State.Deleted: false } stored && PublishedDocument.Find(session, stored.Id) is { Account: { } account } && account == asked.Account ? stored : null);

    private LinkAnswered.Whole List(string docType, IReadOnlyList<HeldFile> held)
    {
        var list = new FileList([.. held.Where(file => IsShown(docType, file)).Take(FileLimits.MaxListed).Select(static file => new ListedFile(file.Id, Named(file.Name), file.Size, file.At))]);
        return new LinkAnswered.Whole(list.WriteTo);
    }

    /// <summary>A rule that fails shows nothing.</summary>
    private bool IsShown(string docType, HeldFile file) =>
        !_rules.TryGetValue(docType, out var rule)
        || rule.Test(JsonSerializer.SerializeToUtf8Bytes(new { name = file.Name, size = file.Size, @private = file.IsPrivate, owner = file.Owner })) is ScriptOutcome<bool>.Value { Result: true };

    private static LinkAnswered Stream(OpenedFile file)
    {
        if (file.Length > FileLimits.MaxBytes)
        {
            return TooLarge;
        }

        var head = new ArrayBufferWriter<byte>();
        new FileHead(Named(file.Name), file.Type).WriteTo(head);
        return new LinkAnswered.Streamed(head.WrittenMemory, file.Length, file.CopyTo);
    }

    private static LinkAnswered.Refused TooLarge => new(413, Problems.FileTooLarge, "Ask the company for it", $"It has more than {FileLimits.MaxBytes:N0} bytes.");

    private static string Named(string name) => Operations.Values.FileName.Of(name, "file");

    private static LinkAnswered Answered<T>(FileOutcome<T> outcome, Func<T, LinkAnswered> found) => outcome switch
    {
        FileOutcome<T>.Found { Value: var value } => found(value),
        FileOutcome<T>.Refused refused => new LinkAnswered.Refused(422, Problems.FileRefused, "It is not given out", refused.Sentence),
        FileOutcome<T>.TooLarge => TooLarge,
        FileOutcome<T>.Away away => new LinkAnswered.Refused(503, Problems.SourceAway, "Try again later", away.Reason),
        _ => Missing,
    };
}
