using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Files;
using SiteHub.Hub.Identity;
using SiteHub.Operations.Problems;
using SiteHub.Protocol.Files;

namespace SiteHub.Hub.Features.Documents;

/// <summary>A document's files and its print, for members' own programs: the same as on its page, asked of the site each time, audited, and kept by nobody.</summary>
internal static class FilesEndpoints
{
    public static IEndpointRouteBuilder MapFiles(this IEndpointRouteBuilder app)
    {
        var document = app.MapGroup("/api/v1/documents/{site}/{docType}/{name}").RequireScope(HubScopes.MemberRead).WithTags("Files");
        document.MapGet("/files", List).WithSummary("The document's files, as its site lists them now");
        document.MapGet("/files/{file}", One).WithSummary("One of them, by the id of the list, streamed from the site");
        document.MapGet("/print", Print).WithSummary("The document's print, made anew by the site: a PDF, or a page of an embedded source");
        return app;
    }

    private static async Task<IResult> List(string site, string docType, string name, HttpContext http, SiteFiles files) =>
        DocumentAddress.Of(http) is not { } address ? NotFound() : await files.List(ReaderOf(http), address, http.RequestAborted) switch
        {
            FilesReply.Listed listed => new JsonAnswer(json =>
            {
                json.WriteStartArray("files"u8);
                foreach (var file in listed.Files)
                {
                    json.WriteStartObject();
                    json.WriteString("id"u8, file.Id);
                    json.WriteString("name"u8, file.Name);
                    if (file.Size is { } size)
                    {
                        json.WriteNumber("size"u8, size);
                    }

                    if (file.At is { } at)
                    {
                        json.WriteString("at"u8, at);
                    }

                    json.WriteString("url"u8, $"{address.Path}/files/{Uri.EscapeDataString(file.Id)}");
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }),
            var reply => Told(reply, address),
        };

    private static Task<IResult> One(string site, string docType, string name, string file, HttpContext http, SiteFiles files) => Open(FileAsk.One, file, http, files);

    private static Task<IResult> Print(string site, string docType, string name, HttpContext http, SiteFiles files) => Open(FileAsk.Print, null, http, files);

    private static async Task<IResult> Open(string what, string? file, HttpContext http, SiteFiles files)
    {
        if (DocumentAddress.Of(http) is not { } address)
        {
            return NotFound();
        }

        var reply = await files.Open(what, ReaderOf(http), address, file, Actor.Of(http), http.RequestAborted);
        return reply is FilesReply.Opened opened ? new PassedFile(opened, address.Site) : Told(reply, address);
    }

    private static Reader ReaderOf(HttpContext http) => DocumentsEndpoints.ReaderOf(http) with { Person = http.User.FindFirst("sub")!.Value };

    private static Problem NotFound() => new(StatusCodes.Status404NotFound, "not-found", "There is no such document or file of this member's customers.");

    private static Problem Told(FilesReply reply, DocumentAddress address) => reply switch
    {
        FilesReply.Missing => NotFound(),
        FilesReply.Refused refused => new Problem(StatusCodes.Status409Conflict, "file-refused", refused.Sentence.Length > 0 ? $"{address.Site} does not give it out: {refused.Sentence}" : $"{address.Site} does not give it out."),
        FilesReply.TooLarge => new Problem(StatusCodes.Status502BadGateway, "file-too-large", $"It has more than {FileLimits.MaxBytes:N0} bytes, and is not passed on."),
        FilesReply.Busy => new Problem(StatusCodes.Status429TooManyRequests, "files-under-way", $"Of a member {FilePlaces.OfPerson} files are under way at once, of a site {FilePlaces.OfSite}; wait for one of them."),
        FilesReply.Unfit => new Problem(StatusCodes.Status502BadGateway, "site-answered-otherwise", $"{address.Site} answered something else; try again later."),
        _ => new Problem(StatusCodes.Status502BadGateway, "site-away", $"{address.Site} cannot give it at the moment; try again later."),
    };
}
