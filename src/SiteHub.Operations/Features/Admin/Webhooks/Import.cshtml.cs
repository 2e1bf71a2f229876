using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Requests;
using SiteHub.Operations.Values;
using SiteHub.Operations.Webhooks;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>Webhooks in bulk: first what would become of each row, then the same, done.</summary>
internal sealed class ImportModel(WebhookRegistry registry, IWebhookDocuments documents, TimeProvider time) : AdminPage
{
    [BindProperty]
    public string? Rows { get; set; }

    [BindProperty]
    public bool GoodOnes { get; set; }

    public ImportPlan? Plan { get; private set; }

    public bool Applied { get; private set; }

    public Fault? Fault { get; private set; }

    public IActionResult OnGet() => MayChange ? Page() : StatusCode(StatusCodes.Status403Forbidden);

    public Task<IActionResult> OnPostCheckAsync(IFormFile? file) => Run(file, dryRun: true);

    public Task<IActionResult> OnPostAsync(IFormFile? file) => Run(file, dryRun: false);

    private async Task<IActionResult> Run(IFormFile? file, bool dryRun)
    {
        ReadOnlyMemory<byte> given = Encoding.UTF8.GetBytes(Rows ?? "");
        if (file is { Length: > 0 })
        {
            if (await WholeBody.Read(file.OpenReadStream(), WholeBody.MaxImport, HttpContext.RequestAborted) is not { } sent)
            {
                Fault = new Fault("", null, WholeBody.TooLarge.Title);
                return Page();
            }

            // What is shown is what was read; a file that is no text shows as nothing.
            (given, Rows) = (sent, Utf8Text.Read(sent.Span, out _));
            ModelState.Remove(nameof(Rows));
        }

        (Plan, Applied, Fault) = await ImportPlan.Run(given, dryRun, GoodOnes, registry, documents.Scope, time.GetUtcNow(), HttpContext.RequestAborted);
        return Page();
    }
}
