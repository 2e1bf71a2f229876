using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Sources.Frappe;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Joining;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Agent.Features.Admin.Source;

/// <summary>The Frappe site that the documents live in: how far its mirror is, whether all is there as it was made, and mending it.</summary>
internal sealed class IndexModel(IServiceProvider services, Database database) : AdminPage
{
    public SourceEndpoint.ShownSource? Source { get; private set; }

    /// <summary>Null: nobody has looked just now.</summary>
    public IReadOnlyList<JoinNote>? Notes { get; private set; }

    public IActionResult OnGet()
    {
        if (services.GetService<FrappeEntry>() is not { } entry)
        {
            // The site keeps its documents itself.
            return NotFound();
        }

        Source = SourceEndpoint.Show(entry, database, services.GetRequiredService<SourceStanding>(), services.GetRequiredService<SiteClock>(), services.GetRequiredService<FrappeClient>());
        return Page();
    }

    public Task<IActionResult> OnPostCheckAsync() => Examine(repair: false);

    public Task<IActionResult> OnPostRepairAsync() => Examine(repair: true);

    private async Task<IActionResult> Examine(bool repair)
    {
        if (services.GetService<JoiningFactory>() is { } joining)
        {
            Notes = await joining.Open().Examine(runs: true, repair, HttpContext.RequestAborted);
        }

        return OnGet();
    }
}
