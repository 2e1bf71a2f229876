using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SiteHub.Hub.Upstreams;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Features.SignIn;

/// <summary>Sends a browser to an upstream. By a form: a link on another page must not sign anybody in.</summary>
internal sealed class WithModel(HubOptions options) : PageModel
{
    public IActionResult OnGet() => RedirectToPage("Index");

    public IActionResult OnPost(string id, string? returnUrl) =>
        options.Hub.Upstreams.FirstOrDefault(upstream => upstream.Id == id) is { } upstream ? To(upstream, returnUrl, null) : NotFound();

    public static ChallengeResult To(UpstreamEntry upstream, string? returnUrl, string? email)
    {
        var properties = new AuthenticationProperties { RedirectUri = QueryHelpers.AddQueryString("/signin/arrived", "returnUrl", LocalUrl.Of(returnUrl)) };
        properties.Items[UpstreamSchemes.Upstream] = upstream.Id;
        if (email is not null)
        {
            properties.SetParameter(OpenIdConnectParameterNames.LoginHint, email);
        }

        return new ChallengeResult(UpstreamSchemes.Of(upstream), properties);
    }
}
