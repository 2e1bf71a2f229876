using SiteHub.Delivery.Links;

namespace SiteHub.Operations.Features.Admin.Links;

/// <summary>Where every link stands.</summary>
[KeepsToSites]
internal sealed class IndexModel(LinkRegistry registry) : AdminPage
{
    public IReadOnlyList<LinkStatus> Links { get; private set; } = [];

    public void OnGet() => Links = [.. registry.List().Where(link => Seen.Has(link.Link))];
}
