using SiteHub.Hub.Identity;
using SiteHub.Operations.Look;

namespace SiteHub.Hub;

internal static class HubBrand
{
    public static Brand Of(HubOptions options)
    {
        var look = options.Hub.Look;
        return new Brand(options.Hub.Name, "hub")
        {
            Https = options.Hub.Url.Scheme == Uri.UriSchemeHttps,
            Logo = look.Logo,
            Colour = look.Colour,
            Imprint = look.Imprint,
            Privacy = look.Privacy,
            LeadsOn = [AuthorizeEndpoint.Path, EndSessionEndpoint.Path, "/signin/arrived"],
            ForPrograms = ["/api", "/sitehub", .. HubIdentity.ForPrograms],
        };
    }
}
