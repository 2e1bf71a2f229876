using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Files;

namespace SiteHub.Hub.Features.Documents;

/// <summary>What the pages about a document's files have in common: they say in words what became of it, and are nobody's to keep.</summary>
internal abstract class DocumentFilesPage(IStringLocalizer<PortalTexts> text) : MemberPage
{
    public DocumentAddress Address { get; private set; } = null!;

    /// <summary>Why there is nothing; null: there is.</summary>
    public string? Fault { get; private set; }

    protected bool Find()
    {
        Response.Headers.CacheControl = "no-store, private";
        if (DocumentAddress.Of(HttpContext) is not { } address)
        {
            return false;
        }

        Address = address;
        return true;
    }

    protected IActionResult Told(FilesReply reply)
    {
        var (status, fault) = reply switch
        {
            FilesReply.Missing => (StatusCodes.Status404NotFound, text["It is not there, or no longer. Load the document again."].Value),
            FilesReply.Refused { Sentence.Length: > 0 } refused => (StatusCodes.Status409Conflict, text["The company does not give it out: {0}", refused.Sentence].Value),
            FilesReply.Refused => (StatusCodes.Status409Conflict, text["The company does not give it out."].Value),
            FilesReply.TooLarge => (StatusCodes.Status502BadGateway, text["It is too large to be passed on here. Ask the company for it."].Value),
            FilesReply.Busy => (StatusCodes.Status429TooManyRequests, text["Several files are under way already. Wait for one of them, then try again."].Value),
            FilesReply.Unfit => (StatusCodes.Status502BadGateway, text["The company's system answered something else. Try again later, or ask the company for it."].Value),
            _ => (StatusCodes.Status502BadGateway, text["The company's system cannot give it at the moment. Try again later, or ask the company for it."].Value),
        };
        Response.StatusCode = status;
        Fault = fault;
        return Page();
    }
}
