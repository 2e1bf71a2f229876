using System.Text;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Operations.Receiving;

namespace SiteHub.Operations.Features.Admin.Inbound;

/// <summary>One thing that came in, with its body.</summary>
internal sealed class ReceiptModel(Receipts receipts) : AdminPage
{
    public Receipt Receipt { get; private set; } = null!;

    public string Body { get; private set; } = "";

    public IActionResult OnGet(long id)
    {
        if (receipts.Find(id) is not { } found)
        {
            return NotFound();
        }

        Receipt = found;
        Body = ShownJson.Of(Encoding.UTF8.GetString(found.Body));
        return Page();
    }

    public async Task<IActionResult> OnPostRetryAsync(long id) => Told(await ReceiptApi.Retry(id, receipts, HttpContext.RequestAborted), "It is worked on again, as its receiver is now.");
}
