using SiteHub.Agent.Enrolment;

namespace SiteHub.Agent.Links;

/// <summary>How this site shows the hub's token endpoint who it is: by the key of its enrolment, or by the secret of the configuration.</summary>
internal sealed class HubClient(SiteOptions site, SiteEnrolment enrolment, TimeProvider time)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public string Id { get; } = $"site-{site.Site.Slug}";

    /// <summary>False where there is nothing to show; then no token can be had.</summary>
    public bool CanAuthenticate => site.Site.Link is not null || enrolment.Current is { Revoked: null };

    /// <summary>Puts what proves it into the form that is about to be sent.</summary>
    public void Authenticate(IDictionary<string, string> form)
    {
        form["client_id"] = Id;
        if (site.Site.Link is { } link)
        {
            form["client_secret"] = link.ClientSecret.Reveal();
            return;
        }

        form["client_assertion_type"] = AssertionType;
        form["client_assertion"] = enrolment.Current!.Key.Assert(Id, site.HubUrl, time.GetUtcNow());
    }
}
