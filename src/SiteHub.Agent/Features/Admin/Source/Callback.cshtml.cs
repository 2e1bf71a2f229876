using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Agent.Features.Admin.Source;

/// <summary>Where Frappe sends whoever has agreed, with the code that becomes the agent's tokens.</summary>
internal sealed class CallbackModel(SiteOptions site) : AdminPage
{
    public string Why { get; private set; } = "There is nothing to connect.";

    /// <summary>Word for word, from the site.</summary>
    public string? Said { get; private set; }

    protected override string ChangePolicy => Operations.OperationsAccess.AdministerPages;

    public async Task<IActionResult> OnGetAsync(string? state, string? code, string? error)
    {
        if (site.Site.Source?.Frappe?.OAuth is null)
        {
            return Page();
        }

        if (!MayChange)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var connection = HttpContext.RequestServices.GetRequiredService<SourceConnection>();
        if (await connection.Finish(state, code, error, User.Identity!.Name!, null, HttpContext.RequestAborted) is not { } fault)
        {
            TempData["Done"] = Words["The source is connected."].Value;
            return Redirect("/admin/source/authorization");
        }

        (Why, Said) = fault;
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
