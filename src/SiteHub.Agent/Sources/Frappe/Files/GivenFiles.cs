using System.Net;
using System.Text;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Files;
using SiteHub.Agent.Sources.Frappe.Actions;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Operations.Values;

namespace SiteHub.Agent.Sources.Frappe.Files;

/// <summary>
/// Attaches what a member gave at the Frappe site: private, to what came of the request or to the document that it is about. Its name there holds the request's own, so that
/// whether it was done can be seen, and a file of the same name is another.
/// </summary>
internal sealed class GivenFiles(FrappeClient client, RequestFiles files, FileRows rows)
{
    /// <returns>the step's outcome; nothing of it changes the document's time</returns>
    public async Task<StepOutcome> Attach(StoredRequest request, int place, string docType, string name, string? modified, string owner, CancellationToken cancellationToken)
    {
        if (files.Find(request.Id, place) is not { Size: { } size } held)
        {
            return new StepOutcome.Refused(new FrappeFault(Verdict.Bug, null, null, "What was given with the request is not here any more."), RequestFiles.DidNotArrive);
        }

        var reply = await client.Post("/api/method/upload_file", () => Form(request, place, docType, name, held.Id, size), cancellationToken, owner);
        return reply switch
        {
            FrappeReply.Answer => new StepOutcome.Done(modified),
            FrappeReply.Failed failed => StepCall.Failed(failed.Fault),
            _ => new StepOutcome.Unclear(null),
        };
    }

    /// <exception cref="FrappeFaultException">it cannot be asked</exception>
    public async Task<bool> IsAttached(StoredRequest request, int place, string docType, string name, CancellationToken cancellationToken) =>
        (await client.Read(new ListQuery("File", "name") { Limit = 1 }.Where("attached_to_doctype", "=", docType).Where("attached_to_name", "=", name).Where("file_name", "=", NameOf(request, place)), cancellationToken)).GetArrayLength() > 0;

    private static string NameOf(StoredRequest request, int place)
    {
        var name = FileName.Of(request.Files[place].Name, "file");
        var ending = FileName.EndingOf(name);
        var stem = ending.Length == 0 ? name : name[..^(ending.Length + 1)];
        return $"{(stem.Length > 50 ? stem[..50].TrimEnd() : stem)}-{request.Id[Math.Max(0, request.Id.Length - 6)..]}{place + 1}{(ending.Length == 0 ? "" : "." + ending)}";
    }

    private MultipartFormDataContent Form(StoredRequest request, int place, string docType, string name, string id, long size)
    {
        // As browsers write it: the name's own bytes, for Frappe takes the first word of it that it finds.
        var form = new MultipartFormDataContent { HeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        var file = new Pieces(rows, id, size);
        file.Headers.TryAddWithoutValidation("Content-Type", FileTypes.Of(NameOf(request, place)));
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"file\"; filename=\"{NameOf(request, place)}\"");
        form.Add(file);
        Add("is_private", "1");
        Add("doctype", docType);
        Add("docname", name);
        return form;

        void Add(string field, string value)
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(value));
            content.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{field}\"");
            form.Add(content);
        }
    }

    /// <summary>A file as it lies here, a piece at a time.</summary>
    private sealed class Pieces(FileRows rows, string id, long size) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => rows.CopyTo(id, size, stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
