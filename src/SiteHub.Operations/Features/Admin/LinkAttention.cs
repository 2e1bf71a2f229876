using SiteHub.Delivery.Links;

namespace SiteHub.Operations.Features.Admin;

/// <summary>Links that do not send, lag behind, or have taken what they could not apply.</summary>
internal sealed class LinkAttention(LinkRegistry links) : IAttention
{
    /// <summary>Below this a link is busy; above it something is wrong.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(1);

    public IEnumerable<Attention> Look()
    {
        foreach (var link in links.List())
        {
            IReadOnlyList<string> sites = [link.Link];
            var page = $"/admin/links/{Uri.EscapeDataString(link.Link)}";
            if (link.State is LinkStates.NeedsAuthorization)
            {
                yield return new Attention($"link:{link.Link}:authorization", "Link {0} needs authorization", link.Link, link.Reason, page, "Correct its secrets or enrol the site anew; then resume it", "link-needs-authorization") { Sites = sites };
            }
            else if (link.State is LinkStates.HistoryInDoubt or LinkStates.OtherVersion)
            {
                yield return new Attention($"link:{link.Link}:stopped", "Link {0} stands still", link.Link, link.Reason, page, "Read the reason, then resume it", "link-stopped") { Sites = sites };
            }
            else if (link.State is LinkStates.Paused)
            {
                yield return new Attention($"link:{link.Link}:paused", "Link {0} is paused", link.Link, link.Reason, page, "Resume it when it may send again", "link-paused") { IsTask = true, Sites = sites };
            }
            else if (link.Sends.OldestAge > Lag.TotalSeconds)
            {
                yield return new Attention($"link:{link.Link}:lagging", "Link {0} lags behind", link.Link, link.Reason, page, "See whether the other side is up", "link-lagging") { Sites = sites };
            }

            if (link.Receives.Rejected > 0)
            {
                yield return new Attention($"link:{link.Link}:rejected", "Link {0} holds entries that could not be applied", link.Link, null, page, "Open them: retry, or discard with a reason", "entries-rejected") { Sites = sites };
            }
        }
    }
}
