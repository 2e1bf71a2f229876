using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SiteHub.Hub.Sessions;

namespace SiteHub.Hub.Upstreams;

/// <summary>
/// Whoever came by another provider and signs out here signs out there as well, where it offers that (OpenID Connect RP-Initiated Logout 1.0): else the next
/// who sits down is let in again by its button.
/// </summary>
internal sealed class UpstreamSignOut(HubOptions options, UpstreamDiscoveries discoveries, BrowserSessions sessions)
{
    /// <summary>To be asked before the session ends here.</summary>
    /// <param name="session">that is about to end</param>
    /// <param name="back">where they go on here afterwards</param>
    /// <param name="cancellationToken">ends the wait for the provider</param>
    /// <returns>null: they came by none, or by one that does not offer it or is away</returns>
    public async Task<(string Scheme, AuthenticationProperties Properties)?> Of(BrowserSession session, string back, CancellationToken cancellationToken)
    {
        if (sessions.UpstreamOf(session.Id) is not { } came
            || options.Hub.Upstreams.FirstOrDefault(known => known.Id == came.Upstream) is not { } upstream
            || discoveries.Of(upstream) is not { } discovery)
        {
            return null;
        }

        try
        {
            if (string.IsNullOrEmpty((await discovery.GetConfigurationAsync(cancellationToken)).EndSessionEndpoint))
            {
                return null;
            }
        }
        catch (UpstreamAwayException)
        {
            return null;
        }

        var properties = new AuthenticationProperties { RedirectUri = back };
        properties.SetParameter(OpenIdConnectParameterNames.IdTokenHint, came.Token);
        return (UpstreamSchemes.Of(upstream), properties);
    }
}
