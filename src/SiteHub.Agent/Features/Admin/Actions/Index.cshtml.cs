using Microsoft.AspNetCore.Mvc;
using SiteHub.Agent.Actions;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Agent.Features.Admin.Actions;

/// <summary>What members asked of this site; where it is not known whether it was done, a person says so here.</summary>
internal sealed class IndexModel(Database database, ActionProgress progress) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    public IReadOnlyList<ActionEndpoints.ListedRequest> Requests { get; private set; } = [];

    public void OnGet() => Requests = database.Read(session => ActionEndpoints.List(session, string.IsNullOrEmpty(State) ? null : State));

    public async Task<IActionResult> OnPostDecideAsync(string id, string? decided, string? note) => Told(
        await ActionEndpoints.Decide(id, new ActionEndpoints.Decision(decided, string.IsNullOrWhiteSpace(note) ? null : note.Trim()), database, progress, HttpContext.RequestAborted),
        "It is decided, and the member is told.");
}
