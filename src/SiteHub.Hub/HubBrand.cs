using SiteHub.Operations.Look;

namespace SiteHub.Hub;

internal static class HubBrand
{
    /// <param name="options">the hub's</param>
    /// <param name="sites">where the sites are now: one may have been made since the start</param>
    public static Brand Of(HubOptions options, Func<IEnumerable<Uri>> sites)
    {
        // A sign-in form leads on, by redirects, to the client that asked for it.
        var clients = options.Hub.Clients.SelectMany(static client => client.SignIn?.RedirectUris ?? []).Concat(options.Hub.Upstreams.Select(static upstream => upstream.Issuer)).ToList();
        var look = options.Hub.Look;
        return new Brand(options.Hub.Name, "hub")
        {
            Https = options.Hub.Url.Scheme == Uri.UriSchemeHttps,
            Logo = look.Logo,
            Colour = look.Colour,
            Imprint = look.Imprint,
            Privacy = look.Privacy,
            FormTargets = () => sites().Concat(clients).Select(static url => url.GetLeftPart(UriPartial.Authority)).Distinct(),
        };
    }
}
