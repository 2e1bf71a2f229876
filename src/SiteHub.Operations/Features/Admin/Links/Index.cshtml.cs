using SiteHub.Delivery.Links;

namespace SiteHub.Operations.Features.Admin.Links;

/// <summary>Where every link stands.</summary>
internal sealed class IndexModel(LinkRegistry registry) : AdminPage
{
    public IReadOnlyList<LinkStatus> Links { get; private set; } = [];

    public void OnGet() => Links = registry.List();
}
