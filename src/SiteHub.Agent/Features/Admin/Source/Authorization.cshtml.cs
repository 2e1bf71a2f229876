using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Sources.Frappe;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Agent.Features.Admin.Source;

/// <summary>As whom the Frappe site is asked, and how that is mended.</summary>
internal sealed class AuthorizationModel(SiteOptions site) : AdminPage
{
    /// <summary>null: the site's documents are its own.</summary>
    public FrappeEntry? Entry => site.Site.Source?.Frappe;

    public SourceToken? Token { get; private set; }

    /// <summary>Why the site is not asked; null: it is.</summary>
    public string? Reason { get; private set; }

    public string? State { get; private set; }

    public string RedirectUri { get; private set; } = "";

    protected override string ChangePolicy => Operations.OperationsAccess.AdministerPages;

    public void OnGet()
    {
        if (Entry is not { } entry)
        {
            return;
        }

        var standing = Service<SourceStanding>();
        if (entry.OAuth is not null)
        {
            Token = Service<SourceTokenRows>().Find(SourceTokenRows.Source);
            RedirectUri = Service<SourceConnection>().RedirectUri;
        }

        Reason = standing is { NeedsAuthorization: true, Fault: { } fault } ? fault.Reason
            : entry.OAuth is null || Token?.State == SourceTokenRows.Active ? null
            : Token?.Reason ?? SourceTokens.NotConnected;
        State = Reason is null ? "connected" : "needs authorization";
    }

    public async Task<IActionResult> OnPostConnectAsync() => Entry?.OAuth is null
        ? NotFound()
        : Redirect((await Service<SourceConnection>().Begin(SourceTokenRows.Source, User.Identity!.Name!, HttpContext.RequestAborted)).AbsoluteUri);

    public async Task<IActionResult> OnPostDisconnectAsync()
    {
        if (Entry?.OAuth is null)
        {
            return NotFound();
        }

        await Service<SourceConnection>().Disconnect(SourceTokenRows.Source, HttpContext.RequestAborted);
        return Done("The authorization was ended.");
    }

    private T Service<T>()
        where T : notnull => HttpContext.RequestServices.GetRequiredService<T>();
}
