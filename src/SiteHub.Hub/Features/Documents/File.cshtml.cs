using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Files;
using SiteHub.Protocol.Files;

namespace SiteHub.Hub.Features.Documents;

/// <summary>One of a document's files, passed on; or why not.</summary>
internal sealed class FileModel(SiteFiles files, IStringLocalizer<PortalTexts> text) : DocumentFilesPage(text)
{
    public async Task<IActionResult> OnGetAsync(string file)
    {
        if (!Find())
        {
            return NotFound();
        }

        var reply = await files.Open(FileAsk.One, Reader, Address, file, Actor.Of(HttpContext), HttpContext.RequestAborted);
        return reply is FilesReply.Opened opened ? new PassedFile(opened, Address.Site) : Told(reply);
    }
}
