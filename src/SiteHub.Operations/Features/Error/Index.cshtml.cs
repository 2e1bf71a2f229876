using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Features.Error;

/// <summary>What a browser is shown in place of a page that it does not get.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class IndexModel : PageModel
{
    public int Status { get; private set; }

    /// <summary>Under which the log has the reason.</summary>
    public string TraceId { get; private set; } = "";

    /// <summary>For whoever runs this, should they be told; null: the status says it all.</summary>
    public string? Sign { get; private set; }

    /// <summary>A form was sent, and not an address opened.</summary>
    public bool IsForm { get; private set; }

    public void OnGet(int status)
    {
        Status = status;
        TraceId = Problem.TraceIdOf(HttpContext);
        Sign = HttpContext.Features.Get<Problem>()?.Slug;
        IsForm = HttpContext.Features.Get<ErrorPages.Shown>()?.IsForm == true;
    }
}
