using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Links;
using SiteHub.Operations.Links;

namespace SiteHub.Operations.Features.Admin.Links;

/// <summary>One entry that could not be applied.</summary>
[KeepsToSites]
internal sealed class EntryModel(RejectedEntries rejected) : AdminPage
{
    public Rejected Entry { get; private set; } = null!;

    public string Data { get; private set; } = "";

    public IActionResult OnGet(string link, long id)
    {
        if (!Seen.Has(link) || rejected.Find(link, id) is not { } found)
        {
            return NotFound();
        }

        Entry = found;
        Data = ShownJson.Of(found.Data.Span);
        return Page();
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostRetryAsync(string link, long id) => !Seen.Has(link) ? NotFound() : await rejected.RetryAsync(link, id, HttpContext.RequestAborted) switch
    {
        null => Warn("It is not open any more."),
        ApplyOutcome.Refused refused => Warn("It was rejected again: {0}", refused.Reason),
        var outcome when outcome == ApplyOutcome.Known => Done("What it says was known already; it is closed."),
        _ => Done("It was applied."),
    };

    [KeepsToSites]
    public async Task<IActionResult> OnPostDiscardAsync(string link, long id, string? reason) =>
        !Seen.Has(link) ? NotFound() : Told(await LinkApi.DiscardAsync(link, id, new DiscardRequest(reason), rejected, HttpContext.RequestAborted), "It is discarded, and kept to be looked at.");
}
