using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SiteHub.Operations.Features.Error;

/// <summary>What a browser is shown in place of a page that it does not get.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class IndexModel : PageModel
{
    public int Status { get; private set; }

    /// <summary>Under which the log has the reason.</summary>
    public string TraceId { get; private set; } = "";

    public void OnGet(int status) => (Status, TraceId) = (status, Problems.Problem.TraceIdOf(HttpContext));
}
