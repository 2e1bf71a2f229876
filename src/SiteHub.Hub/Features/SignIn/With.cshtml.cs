using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Hub.Upstreams;

namespace SiteHub.Hub.Features.SignIn;

/// <summary>Sends a browser to an upstream. By a form: a link on another page must not sign anybody in.</summary>
internal sealed class WithModel(HubOptions options, UpstreamChallenge challenge) : PageModel
{
    public IActionResult OnGet() => RedirectToPage("Index");

    public async Task<IActionResult> OnPostAsync(string id, string? returnUrl) =>
        options.Hub.Upstreams.FirstOrDefault(upstream => upstream.Id == id) is { } upstream ? await challenge.To(upstream, returnUrl, null, HttpContext.RequestAborted) : NotFound();
}
