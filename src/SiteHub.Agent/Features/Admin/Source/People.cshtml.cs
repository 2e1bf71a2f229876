using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Agent.Sources.Frappe.People;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Agent.Features.Admin.Source;

/// <summary>The hub's people as users of the Frappe site, and what was not done of what the hub said.</summary>
internal sealed class PeopleModel : AdminPage
{
    public IReadOnlyList<FrappePerson> People { get; private set; } = [];

    public IReadOnlyList<OwnUser> Own { get; private set; } = [];

    public bool IsOwnOffered { get; private set; }

    public void OnGet()
    {
        People = Known?.All() ?? [];
        IsOwnOffered = HttpContext.RequestServices.GetService<FrappeEntry>()?.Members is not null;
        Own = IsOwnOffered ? HttpContext.RequestServices.GetRequiredService<SourceTokenRows>().Own() : [];
    }

    public async Task<IActionResult> OnPostEndAsync(string? subject)
    {
        if (HttpContext.RequestServices.GetService<SourceConnection>() is not { } connection || string.IsNullOrEmpty(subject))
        {
            return NotFound();
        }

        await connection.Disconnect(subject, HttpContext.RequestAborted);
        return Done("It was ended.");
    }

    public async Task<IActionResult> OnPostAgainAsync(string? subject)
    {
        if (Known is not { } known || subject is null)
        {
            return NotFound();
        }

        await known.Again(subject, HttpContext.RequestAborted);
        return Done("It is looked at again.");
    }

    /// <summary>null: the site keeps its documents itself.</summary>
    private FrappePeople? Known => HttpContext.RequestServices.GetService<FrappePeople>();
}
