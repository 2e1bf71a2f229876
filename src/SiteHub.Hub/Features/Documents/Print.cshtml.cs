using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Files;
using SiteHub.Protocol.Files;

namespace SiteHub.Hub.Features.Documents;

/// <summary>A document in the company's own print, passed on; or why not.</summary>
internal sealed class PrintModel(SiteFiles files, IStringLocalizer<PortalTexts> text) : DocumentFilesPage(text)
{
    public async Task<IActionResult> OnGetAsync()
    {
        if (!Find())
        {
            return NotFound();
        }

        var reply = await files.Open(FileAsk.Print, Reader, Address, null, Actor.Of(HttpContext), HttpContext.RequestAborted);
        return reply is FilesReply.Opened opened ? new PassedFile(opened, Address.Site) : Told(reply);
    }
}
