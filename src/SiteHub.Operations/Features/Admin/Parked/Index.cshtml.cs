using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Parked;

namespace SiteHub.Operations.Features.Admin.Parked;

/// <summary>What background work has set aside, and whether it comes on.</summary>
internal sealed class IndexModel(Database database, WorkerSet workers) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public string? Worker { get; set; }

    public IReadOnlyList<ParkedRow> Rows { get; private set; } = [];

    public IReadOnlyList<WorkFault> Failing { get; private set; } = [];

    public void OnGet()
    {
        Failing = workers.Faults;
        Rows = database.Read(session => ParkedRow.List(session, string.IsNullOrEmpty(Worker) ? null : Worker, ParkedApi.MostListed));
    }

    public async Task<IActionResult> OnPostRetryAsync(string? of, string? row) => Told(await ParkedApi.Retry(new ParkedApi.ChosenRow(of, row), workers, HttpContext.RequestAborted), "It is tried again.");

    public async Task<IActionResult> OnPostDiscardAsync(string? of, string? row) => Told(await ParkedApi.Discard(new ParkedApi.ChosenRow(of, row), workers, HttpContext.RequestAborted), "It is left as it is.");
}
