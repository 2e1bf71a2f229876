namespace SiteHub.Agent.Links;

/// <summary>How this site shows the hub's token endpoint who it is.</summary>
internal sealed class HubClient(SiteOptions site)
{
    public string Id { get; } = $"site-{site.Site.Slug}";

    /// <summary>False where there is nothing to show; then no token can be had.</summary>
    public bool CanAuthenticate => site.Site.Link is not null;

    /// <summary>Puts what proves it into the form that is about to be sent.</summary>
    public void Authenticate(IDictionary<string, string> form)
    {
        form["client_id"] = Id;
        form["client_secret"] = site.Site.Link!.ClientSecret.Reveal();
    }
}
