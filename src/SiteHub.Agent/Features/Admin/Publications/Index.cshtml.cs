using Microsoft.AspNetCore.Mvc;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Agent.Features.Admin.Publications;

/// <summary>What the hub is shown, and the documents of which that could not be decided.</summary>
internal sealed class IndexModel(Database database, Reevaluation again, PublicationResync resync) : AdminPage
{
    private const int MostListed = 200;

    public IReadOnlyList<PublicationView> Publications { get; private set; } = [];

    public IReadOnlyList<UnevaluatedDocument> Unevaluated { get; private set; } = [];

    public void OnGet() => (Publications, Unevaluated) = database.Read(static session => (PublicationView.All(session), UnevaluatedDocument.Newest(session, MostListed)));

    public async Task<IActionResult> OnPostEvaluateAsync(string? docType, string? name)
    {
        var (looked, failed) = await again.Again(docType, name, HttpContext.RequestAborted);
        return failed == 0 ? Done("{0} documents were evaluated.", looked) : Warn("Of {0} documents, {1} could not be evaluated; the reasons are below.", looked, failed);
    }

    public async Task<IActionResult> OnPostResyncAsync(string docType) => Told(await resync.Resync("hub", docType, $"{User.Identity!.Name} asked", HttpContext.RequestAborted), "The hub is told all of it once more.");
}
