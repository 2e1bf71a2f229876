using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SiteHub.Hub.Identity;
using SiteHub.Hub.Upstreams;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Features.SignIn;

/// <summary>Sends a browser to an upstream. By a form: a link on another page must not sign anybody in.</summary>
internal sealed class WithModel(HubOptions options, FirstRequest first) : PageModel
{
    public IActionResult OnGet() => RedirectToPage("Index");

    public IActionResult OnPost(string id, string? returnUrl) =>
        options.Hub.Upstreams.FirstOrDefault(upstream => upstream.Id == id) is { } upstream ? To(upstream, first, returnUrl, null) : NotFound();

    public static ChallengeResult To(UpstreamEntry upstream, FirstRequest first, string? returnUrl, string? email)
    {
        var properties = new OpenIdConnectChallengeProperties { RedirectUri = QueryHelpers.AddQueryString("/signin/arrived", "returnUrl", LocalUrl.Of(returnUrl)) };
        if (first.Open(returnUrl) is { NotBefore: not null } asked)
        {
            // An age obliges the provider to say when they signed in there (OpenID Connect Core, section 3.1.2.1).
            properties.Prompt = asked.Login ? "login" : null;
            properties.MaxAge = TimeSpan.FromSeconds(asked.Login ? 0 : Math.Max(0, asked.MaxAge!.Value));
        }

        properties.Items[UpstreamSchemes.Upstream] = upstream.Id;
        if (email is not null)
        {
            properties.SetParameter(OpenIdConnectParameterNames.LoginHint, email);
        }

        return new ChallengeResult(UpstreamSchemes.Of(upstream), properties);
    }
}
