using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Operations.Values;
using SiteHub.Protocol;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Files;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Files;

/// <summary>
/// Asks a site for what a member wants of a document: by the rule of the document's page, anew each time, and nothing of it is kept. What is asked names the document as
/// the site told of it and the file as the site listed it; where it goes, the link says.
/// </summary>
internal sealed class SiteFiles(Database database, ActionCatalogue catalogue, LinkAsking asking, FilePlaces places, AuditTrail audit, TimeProvider time, ILogger<SiteFiles> log)
{
    /// <summary>A print is made while somebody waits: Frappe takes 4 s of its own for one, and more where it is busy.</summary>
    private static readonly TimeSpan UntilHead = TimeSpan.FromSeconds(75);

    /// <summary>Of the list a page waits for.</summary>
    private static readonly TimeSpan UntilList = TimeSpan.FromSeconds(20);

    /// <summary>The files that may be asked for, by their names. Nothing of it is audited: it is a part of the document's page.</summary>
    public async Task<FilesReply> List(Reader reader, DocumentAddress address, CancellationToken cancellationToken)
    {
        if (Find(reader, address) is not { } item || Of(address) is not { Files: true })
        {
            return new FilesReply.Missing();
        }

        using var place = places.Take(reader.Person!, address.Site);
        if (place is null)
        {
            return new FilesReply.Busy();
        }

        return await Ask(address, Question(FileAsk.List, reader, address, item, null), UntilList, cancellationToken) switch
        {
            AskReply.Whole whole => Listed(address, whole),
            var reply => Failed(address, reply),
        };
    }

    /// <param name="what"><see cref="FileAsk.One"/> or <see cref="FileAsk.Print"/></param>
    /// <param name="reader">the member</param>
    /// <param name="address">of the document</param>
    /// <param name="file">with the former: its id</param>
    /// <param name="by">for the audit</param>
    /// <param name="cancellationToken">nobody waits any more</param>
    public async Task<FilesReply> Open(string what, Reader reader, DocumentAddress address, string? file, Actor by, CancellationToken cancellationToken)
    {
        var reply = await Opened(what, reader, address, file, cancellationToken);
        var opened = reply as FilesReply.Opened;
        var details = new JsonObject { ["site"] = address.Site, ["docType"] = address.DocType, ["document"] = address.Name };
        if (file is not null)
        {
            details["file"] = opened?.Name ?? file;
        }

        if (opened is null)
        {
            details["reason"] = reply.Word;
        }

        try
        {
            await audit.Record(
                new AuditEntry(by, what == FileAsk.Print ? "document.printed" : "file.read", null) { Outcome = opened is null ? AuditEntry.Refused : AuditEntry.Done, Details = details }, CancellationToken.None);
        }
        catch
        {
            // What cannot be audited is not given out.
            opened?.Dispose();
            throw;
        }

        return reply;
    }

    private async Task<FilesReply> Opened(string what, Reader reader, DocumentAddress address, string? file, CancellationToken cancellationToken)
    {
        if (Find(reader, address) is not { } item || Of(address) is not { } publication || (what == FileAsk.Print ? publication.Print is null : !publication.Files) || file is { Length: 0 or > FileLimits.MaxId })
        {
            return new FilesReply.Missing();
        }

        var place = places.Take(reader.Person!, address.Site);
        if (place is null)
        {
            return new FilesReply.Busy();
        }

        var keeps = false;
        try
        {
            var reply = await Ask(address, Question(what, reader, address, item, file), UntilHead, cancellationToken);
            if (reply is not AskReply.Streamed streamed)
            {
                return reply is AskReply.Whole ? Unfit(address, "it answered no file") : Failed(address, reply);
            }

            var shown = Shown(what, publication, address, streamed);
            keeps = shown is FilesReply.Opened;
            if (shown is FilesReply.Opened opened)
            {
                return opened with { Place = place };
            }

            streamed.Dispose();
            return shown;
        }
        finally
        {
            if (!keeps)
            {
                place.Dispose();
            }
        }
    }

    private FilesReply Shown(string what, CataloguePublication publication, DocumentAddress address, AskReply.Streamed streamed)
    {
        if (streamed.Length > FileLimits.MaxBytes)
        {
            return new FilesReply.TooLarge();
        }

        try
        {
            var head = FileHead.Read(streamed.Head);
            var isPage = publication.Print == DocumentPrints.Page;
            if (what == FileAsk.One)
            {
                var name = FileName.Of(head.Name, "file");
                return new FilesReply.Opened(name, FileTypes.Of(name), false, streamed);
            }

            var kind = head.Type.Split(';')[0].Trim();
            return kind != (isPage ? "text/html" : FileTypes.Pdf)
                ? Unfit(address, $"it answered {head.Type} in the place of a print")
                : new FilesReply.Opened(FileName.Of($"{address.Name.Replace('/', '-').Replace('\\', '-')}.{(isPage ? "html" : "pdf")}", "document"), isPage ? "text/html; charset=utf-8" : FileTypes.Pdf, isPage, streamed);
        }
        catch (LinkMessageException e)
        {
            return Unfit(address, e.Message);
        }
    }

    private FilesReply Listed(DocumentAddress address, AskReply.Whole whole)
    {
        try
        {
            return new FilesReply.Listed([.. FileList.Read(whole.Body).Files.Select(static file => file with { Name = FileName.Of(file.Name, "file") })]);
        }
        catch (LinkMessageException e)
        {
            return Unfit(address, e.Message);
        }
    }

    private FilesReply Failed(DocumentAddress address, AskReply reply)
    {
        switch (reply)
        {
            case AskReply.Refused { Type: Problems.FileMissing }:
                return new FilesReply.Missing();
            case AskReply.Refused { Type: Problems.FileRefused } refused:
                return new FilesReply.Refused(ShownText.Of(refused.Reason, 500) ?? "");
            case AskReply.Refused { Type: Problems.FileTooLarge }:
                return new FilesReply.TooLarge();
            case AskReply.Refused refused:
                Log.Away(log, address.Site, refused.Reason);
                return new FilesReply.Away();
            case AskReply.Failed failed:
                Log.Away(log, address.Site, failed.Reason);
                return new FilesReply.Away();
            default:
                return Unfit(address, "it answered what was not asked for");
        }
    }

    private FilesReply.Unfit Unfit(DocumentAddress address, string reason)
    {
        Log.Away(log, address.Site, reason);
        return new FilesReply.Unfit();
    }

    private DocumentItem? Find(Reader reader, DocumentAddress address) =>
        reader.Person is null ? null : database.Read(session => DocumentList.Find(session, reader, address) is { Item: { Account: not null } item } ? item : null);

    private CataloguePublication? Of(DocumentAddress address) => catalogue.Of(address.Site).Publications.FirstOrDefault(publication => publication.DocType == address.DocType);

    private async Task<AskReply> Ask(DocumentAddress address, ReadOnlyMemory<byte> question, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        return await asking.Ask(address.Site, question, end.Token);
    }

    private static ReadOnlyMemory<byte> Question(string what, Reader reader, DocumentAddress address, DocumentItem item, string? file)
    {
        var question = new ArrayBufferWriter<byte>();
        new FileAsk(what, address.DocType, address.Name, item.Account!, reader.Person!, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, file).WriteTo(question);
        return question.WrittenMemory;
    }
}
