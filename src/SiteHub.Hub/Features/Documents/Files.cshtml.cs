using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.Files;
using SiteHub.Protocol.Files;

namespace SiteHub.Hub.Features.Documents;

/// <summary>A document's files, as its site lists them now. The document's page fetches it once it is shown: that is not to wait for the site.</summary>
internal sealed class FilesModel(SiteFiles files, IStringLocalizer<PortalTexts> text) : DocumentFilesPage(text)
{
    public IReadOnlyList<ListedFile> Files { get; private set; } = [];

    public static string Size(long? bytes) => bytes switch
    {
        null => "",
        < 1000 => string.Create(CultureInfo.CurrentCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1000.0:0.#} kB"),
        _ => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1_000_000.0:0.#} MB"),
    };

    public async Task<IActionResult> OnGetAsync()
    {
        if (!Find())
        {
            return NotFound();
        }

        switch (await files.List(Reader, Address, HttpContext.RequestAborted))
        {
            case FilesReply.Listed listed:
                Files = listed.Files;
                return Page();
            case FilesReply.Missing:
                return NotFound();
            case var reply:
                // A part of the document's page: htmx puts no failure in its place.
                var told = Told(reply);
                Response.StatusCode = StatusCodes.Status200OK;
                return told;
        }
    }
}
