using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Links;
using SiteHub.Operations.Links;

namespace SiteHub.Operations.Features.Admin.Links;

/// <summary>One link: both of its logs, what was rejected, and what can be done about it.</summary>
[KeepsToSites]
internal sealed class LinkModel(LinkRegistry registry, RejectedEntries rejected, ILinkResync resync) : AdminPage
{
    private const int PageSize = 50;

    public LinkStatus Link { get; private set; } = null!;

    public IReadOnlyList<Rejected> Rejected { get; private set; } = [];

    [BindProperty(SupportsGet = true)]
    public string State { get; set; } = "open";

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public long? Next { get; private set; }

    public IActionResult OnGet(string link)
    {
        if (!Seen.Has(link) || registry.List().FirstOrDefault(l => l.Link == link) is not { } found)
        {
            return NotFound();
        }

        Link = found;
        var page = rejected.List(link, State == "all" ? null : State, Before, PageSize + 1);
        Rejected = [.. page.Take(PageSize)];
        Next = page.Count > PageSize ? page[PageSize - 1].Id : null;
        return Page();
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostPauseAsync(string link, string? reason) =>
        !Seen.Has(link) ? NotFound() : Told(await LinkApi.PauseAsync(link, new PauseRequest(reason), registry, HttpContext.RequestAborted), "It sends nothing until you resume it; what comes in is taken.");

    [KeepsToSites]
    public async Task<IActionResult> OnPostResumeAsync(string link) =>
        !Seen.Has(link) ? NotFound() : Told(await LinkApi.ResumeAsync(link, registry, HttpContext.RequestAborted), "It tries now.");

    [KeepsToSites]
    public async Task<IActionResult> OnPostResyncAsync(string link, string? docType, string? reason) =>
        !Seen.Has(link) ? NotFound() : Told(await resync.Resync(link, string.IsNullOrWhiteSpace(docType) ? null : docType.Trim(), reason, HttpContext.RequestAborted), "Everything that is published will be told again from the start.");
}
