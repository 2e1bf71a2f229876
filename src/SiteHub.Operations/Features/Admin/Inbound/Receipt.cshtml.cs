using System.Text;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Operations.Receiving;

namespace SiteHub.Operations.Features.Admin.Inbound;

/// <summary>One thing that came in, with its body.</summary>
[KeepsToSites]
internal sealed class ReceiptModel(Receipts receipts, ReceiverRows receivers) : AdminPage
{
    public Receipt Receipt { get; private set; } = null!;

    public string Body { get; private set; } = "";

    public IActionResult OnGet(long id)
    {
        if (Find(id) is not { } found)
        {
            return NotFound();
        }

        Receipt = found;
        Body = ShownJson.Of(Encoding.UTF8.GetString(found.Body));
        return Page();
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostRetryAsync(long id) => Find(id) is null ? NotFound() : Told(await ReceiptApi.Retry(id, receipts, HttpContext.RequestAborted), "It is worked on again, as its receiver is now.");

    private Receipt? Find(long id) => receipts.Find(id) is { } found && (receivers.IdsOf(Seen) is not { } seen || seen.Contains(found.ReceiverId)) ? found : null;
}
