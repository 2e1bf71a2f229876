using SiteHub.Operations.Look;

namespace SiteHub.Hub;

internal static class HubBrand
{
    public static Brand Of(HubOptions options)
    {
        // A sign-in form leads on, by redirects, to the client that asked for it.
        string[] clients = [.. options.Sites.Select(static site => site.Url).Concat(options.Hub.Clients.SelectMany(static client => client.SignIn?.RedirectUris ?? [])).Select(static url => url.GetLeftPart(UriPartial.Authority)).Distinct()];
        var look = options.Hub.Look;
        return new Brand(options.Hub.Name, "hub") { Logo = look.Logo, Colour = look.Colour, Imprint = look.Imprint, Privacy = look.Privacy, FormTargets = () => clients };
    }
}
