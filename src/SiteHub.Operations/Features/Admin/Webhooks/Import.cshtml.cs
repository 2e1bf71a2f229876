using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Webhooks;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>Webhooks in bulk: first what would become of each row, then the same, done.</summary>
internal sealed class ImportModel(WebhookRegistry registry, IWebhookDocuments documents, TimeProvider time) : AdminPage
{
    private const int MaxBytes = 8 * 1024 * 1024;

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
        if (file is { Length: > 0 and <= MaxBytes })
        {
            using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
            Rows = await reader.ReadToEndAsync(HttpContext.RequestAborted);
            ModelState.Remove(nameof(Rows));
        }

        (Plan, Applied, Fault) = await ImportPlan.Run(Rows ?? "", dryRun, GoodOnes, registry, documents.Scope, time.GetUtcNow(), HttpContext.RequestAborted);
        return Page();
    }
}
