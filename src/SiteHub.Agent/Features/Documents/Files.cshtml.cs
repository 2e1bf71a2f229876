using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Files;
using SiteHub.Agent.People;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Look;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Files;

namespace SiteHub.Agent.Features.Documents;

/// <summary>The files of a document of the site's own, and its print: for whoever may read it; to add and to remove some, for whoever may change it.</summary>
[RequestSizeLimit(FileLimits.MaxBytes + (1024 * 1024))]
[RequestFormLimits(MultipartBodyLengthLimit = FileLimits.MaxBytes + (1024 * 1024))]
internal sealed class FilesModel(DocTypeCatalogue docTypes, PublicationSet publications, FileRows rows, PrintPage pages, Database database, SiteOptions site, IStringLocalizer<Texts> text) : PageModel
{
    private const int MostFiles = FileLimits.MaxListed;

    [BindProperty(SupportsGet = true)]
    public string DocType { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    public string Fault { get; private set; } = "";

    public IActionResult OnGet() => Find(DocRights.Read) is null ? NotFound() : Back();

    public async Task<IActionResult> OnGetOneAsync(string? file)
    {
        if (Find(DocRights.Read) is null || database.Read(session => FileRows.Find(session, DocType, Name, file ?? "")) is not { Size: { } size } held)
        {
            return NotFound();
        }

        FileHeaders.Set(Response, FileName.Of(held.Name, "file"), FileTypes.Of(held.Name), size);
        try
        {
            await rows.CopyTo(held.Id, size, Response.Body, HttpContext.RequestAborted);
        }
        catch (IOException)
        {
            HttpContext.Abort();
        }

        return new EmptyResult();
    }

    public async Task<IActionResult> OnGetPrintAsync()
    {
        if (Find(DocRights.Read) is not { } document)
        {
            return NotFound();
        }

        var page = pages.Of(docTypes.Find(DocType)!.Entry, document, publications.Of(DocType)?.Entry.Print?.LetterHead, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
        FileHeaders.Set(Response, "document.html", PrintPage.Type, page.Length, isPage: true);
        await Response.Body.WriteAsync(page, HttpContext.RequestAborted);
        return new EmptyResult();
    }

    public async Task<IActionResult> OnPostAddAsync(IFormFile? attached)
    {
        if (Find(DocRights.Write) is not { } document)
        {
            return NotFound();
        }

        if (attached is null)
        {
            return Refuse(text["Choose a file."].Value);
        }

        if (database.Read(session => FileRows.Of(session, DocType, Name)).Count >= MostFiles)
        {
            return Refuse(text["A document has at most {0} files.", MostFiles].Value);
        }

        await using var bytes = attached.OpenReadStream();
        var added = await rows.Add(
            bytes,
            new NewFile(DocType, Name, FileName.Of(attached.FileName, "file"), Caller.Of(User).User),
            (session, _, _) => StoredDocument.Find(session, document.Id) is { State.Deleted: false } still && still.State.Name == Name,
            HttpContext.RequestAborted);
        return added is null ? Refuse(text["The file is too large: at most {0} MB.", FileLimits.MaxBytes / (1024 * 1024)].Value) : Back();
    }

    public async Task<IActionResult> OnPostRemoveAsync(string? file)
    {
        if (Find(DocRights.Write) is null || !await database.Writer.Write(session => FileRows.Remove(session, DocType, Name, file ?? ""), CancellationToken.None))
        {
            return NotFound();
        }

        return Back();
    }

    private StoredDocument? Find(DocRights rights) =>
        site.Site.Source?.Frappe is null && docTypes.Find(DocType) is { Child: false } type && Caller.Of(User).May(rights, type)
            && database.Read(session => StoredDocument.Find(session, DocType, Name)) is { State.Deleted: false } found ? found : null;

    private RedirectToPageResult Back() => RedirectToPage("/Documents/Form", new { docType = DocType, name = Name });

    private PageResult Refuse(string why)
    {
        (Response.StatusCode, Fault) = (StatusCodes.Status422UnprocessableEntity, why);
        return Page();
    }
}
