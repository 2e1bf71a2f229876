using System.Globalization;
using System.Text.Json;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Files;
using SiteHub.Agent.Publications;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Files;

namespace SiteHub.Agent.Sources.Frappe.Files;

/// <summary>
/// The files attached at the Frappe site, private ones or not, and its own print formats. They are asked for when a member asks, one or two requests each, and not mirrored:
/// a list that were kept would cost a request for each document that is swept, and is seen by few.
/// </summary>
internal sealed class FrappeFiles(FrappeClient client, SourceStanding standing, SiteClock clock, TimeProvider time) : IDocumentFiles
{
    private static readonly byte[] Pdf = "%PDF-"u8.ToArray();
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public async Task<FileOutcome<IReadOnlyList<HeldFile>>> List(string docType, string name, CancellationToken cancellationToken)
    {
        var (rows, fault) = await Rows(Query(docType, name), cancellationToken);
        return rows is null ? new FileOutcome<IReadOnlyList<HeldFile>>.Away(fault!) : new FileOutcome<IReadOnlyList<HeldFile>>.Found(rows);
    }

    public async Task<FileOutcome<HeldFile>> Find(string docType, string name, string id, CancellationToken cancellationToken)
    {
        var (rows, fault) = await Rows(Query(docType, name).Where("name", "=", id), cancellationToken);
        return rows is null ? new FileOutcome<HeldFile>.Away(fault!)
            : rows.FirstOrDefault(row => row.Id == id) is { } found ? new FileOutcome<HeldFile>.Found(found)
            : new FileOutcome<HeldFile>.Missing();
    }

    public async Task<FileOutcome<OpenedFile>> Open(HeldFile file, CancellationToken cancellationToken)
    {
        var reply = await client.Fetch(file.Place!, cancellationToken);
        if (reply is not FrappeReply.Bytes bytes)
        {
            return reply is FrappeReply.Failed { Fault: var fault } ? fault.Status == 404 ? new FileOutcome<OpenedFile>.Missing() : Away(fault) : new FileOutcome<OpenedFile>.Away("The site answered no file.");
        }

        // A page in the place of a file is the page of whoever stands between the two, and says that there is none.
        return bytes.Type == "text/html" && FileName.EndingOf(file.Name) is not ("html" or "htm")
            ? Unfit(bytes, $"The site answered a page in the place of {file.Name}.")
            : Opened(bytes, file.Name, FileTypes.Of(file.Name), ReadOnlyMemory<byte>.Empty, null);
    }

    public async Task<FileOutcome<OpenedFile>> Print(Publication publication, StoredDocument document, string language, CancellationToken cancellationToken)
    {
        var (print, state) = (publication.Entry.Print!, document.State);
        var path = $"/api/method/frappe.utils.print_format.download_pdf?doctype={Uri.EscapeDataString(state.DocType)}&name={Uri.EscapeDataString(state.Name)}&no_letterhead=0&_lang={Uri.EscapeDataString(language)}&language={Uri.EscapeDataString(language)}"
            + (print.Format is { } format ? $"&format={Uri.EscapeDataString(format)}" : "")
            + (print.LetterHead is { } head ? $"&letterhead={Uri.EscapeDataString(head)}" : "");
        switch (await client.Fetch(path, cancellationToken))
        {
            case FrappeReply.Bytes { Type: FileTypes.Pdf } bytes:
                return await Begun(bytes, state.Name + ".pdf", cancellationToken);
            case FrappeReply.Bytes bytes:
                return Unfit(bytes, $"The site answered {bytes.Type} in the place of a PDF.");
            case FrappeReply.Failed { Fault.IsMissing: true }:
                return new FileOutcome<OpenedFile>.Missing();
            case FrappeReply.Failed { Fault: { IsForbidden: true, Sentence: { Length: > 0 } sentence } } when state.DocStatus != 1:
                // Of a draft or of what was cancelled it says so in the language that was asked for; of any other it speaks of the source's own rights.
                return new FileOutcome<OpenedFile>.Refused(sentence);
            case FrappeReply.Failed { Fault: var fault }:
                return Away(fault);
            default:
                return new FileOutcome<OpenedFile>.Away("The site answered no PDF.");
        }
    }

    /// <summary>What calls itself a PDF begins like one.</summary>
    private async Task<FileOutcome<OpenedFile>> Begun(FrappeReply.Bytes bytes, string name, CancellationToken cancellationToken)
    {
        var begin = new byte[Pdf.Length];
        try
        {
            var stream = await bytes.Response.Content.ReadAsStreamAsync(cancellationToken);
            var count = await stream.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancellationToken);
            return begin.AsSpan(0, count).SequenceEqual(Pdf) ? Opened(bytes, name, FileTypes.Pdf, begin, stream) : Unfit(bytes, "What the site answered as a PDF is none.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Unfit(bytes, e.Message);
        }
    }

    private FileOutcome<OpenedFile> Opened(FrappeReply.Bytes bytes, string name, string type, ReadOnlyMemory<byte> begun, Stream? stream)
    {
        if (bytes.Response.Content.Headers.ContentEncoding.Count > 0)
        {
            return Unfit(bytes, "The site answered something packed, which nobody asked for.");
        }

        if (bytes.Length > FileLimits.MaxBytes)
        {
            bytes.Dispose();
            return new FileOutcome<OpenedFile>.TooLarge();
        }

        return new FileOutcome<OpenedFile>.Found(new OpenedFile(name, type, bytes.Length, async (output, cancel) =>
        {
            using (bytes)
            {
                await output.WriteAsync(begun, cancel);
                await Copy(stream ?? await bytes.Response.Content.ReadAsStreamAsync(cancel), output, begun.Length, cancel);
            }
        }));
    }

    private async Task Copy(Stream from, Stream to, long sent, CancellationToken cancellationToken)
    {
        var piece = new byte[64 * 1024];
        using var late = new CancellationTokenSource(Longest, time);
        while (true)
        {
            using var pause = new CancellationTokenSource(LongestPause, time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, pause.Token, cancellationToken);
            var count = await from.ReadAsync(piece, end.Token);
            if (count == 0)
            {
                return;
            }

            sent += count;
            if (sent > FileLimits.MaxBytes)
            {
                throw new IOException($"It has more than {FileLimits.MaxBytes.ToString("N0", CultureInfo.InvariantCulture)} bytes.");
            }

            await to.WriteAsync(piece.AsMemory(0, count), cancellationToken);
        }
    }

    private static ListQuery Query(string docType, string name) =>
        new ListQuery("File", "name", "file_name", "file_url", "file_size", "is_private", "creation", "owner") { Limit = FileLimits.MaxListed, Order = "creation asc" }
            .Where("attached_to_doctype", "=", docType).Where("attached_to_name", "=", name).Where("is_folder", "=", "0");

    private async Task<(List<HeldFile>? Rows, string? Fault)> Rows(ListQuery query, CancellationToken cancellationToken)
    {
        try
        {
            await clock.Learn(cancellationToken);
            var rows = await client.Read(query, cancellationToken);
            return ([.. rows.EnumerateArray().Select(File).OfType<HeldFile>()], null);
        }
        catch (FrappeFaultException fault)
        {
            return (null, Away(fault.Fault).Reason);
        }
    }

    private HeldFile? File(JsonElement row)
    {
        if (SourceRow.TextOf(row, "name") is not { Length: > 0 and <= FileLimits.MaxId } id || FilePath.Of(SourceRow.TextOf(row, "file_url")) is not { } place)
        {
            return null;
        }

        var at = SourceRow.TextOf(row, "creation") is { Length: <= 40 } creation && DateTimeOffset.TryParse(clock.ToUtc(creation), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : (DateTimeOffset?)null;
        return new HeldFile(id, SourceRow.TextOf(row, "file_name") is { Length: > 0 } name ? name : "file", Number(row, "file_size"), at, Number(row, "is_private") != 0, SourceRow.TextOf(row, "owner")) { Place = place };
    }

    private static long? Number(JsonElement row, string field) => row.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;

    private FileOutcome<OpenedFile>.Away Away(FrappeFault fault)
    {
        if (fault.Verdict is Verdict.NeedsAuthorization)
        {
            standing.Note(fault);
        }

        return new FileOutcome<OpenedFile>.Away(fault.Reason);
    }

    private static FileOutcome<OpenedFile>.Away Unfit(FrappeReply.Bytes bytes, string reason)
    {
        bytes.Dispose();
        return new FileOutcome<OpenedFile>.Away(reason);
    }
}
