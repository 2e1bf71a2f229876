using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SiteHub.Hub.Identity;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Upstreams;

/// <summary>Sends a browser to another provider, or to the page that says that it cannot be reached.</summary>
internal sealed class UpstreamChallenge(UpstreamDiscoveries discoveries, KeptRequests requests)
{
    /// <param name="upstream">which</param>
    /// <param name="returnUrl">where they go on afterwards</param>
    /// <param name="email">as which they said that they come; null: nothing was typed</param>
    /// <param name="cancellationToken">ends the wait for the provider</param>
    public async Task<IActionResult> To(UpstreamEntry upstream, string? returnUrl, string? email, CancellationToken cancellationToken)
    {
        try
        {
            await (discoveries.Of(upstream)?.GetConfigurationAsync(cancellationToken) ?? Task.CompletedTask);
        }
        catch (UpstreamAwayException)
        {
            return new RedirectToPageResult("/SignIn/Arrived", new { failed = upstream.Id, away = true, returnUrl = LocalUrl.Of(returnUrl) });
        }

        var properties = new OpenIdConnectChallengeProperties { RedirectUri = QueryHelpers.AddQueryString("/signin/arrived", "returnUrl", LocalUrl.Of(returnUrl)) };
        if (requests.OfAddress(returnUrl) is { NotBefore: not null } asked)
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
