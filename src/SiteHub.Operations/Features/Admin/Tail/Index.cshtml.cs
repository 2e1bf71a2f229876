namespace SiteHub.Operations.Features.Admin.Tail;

/// <summary>What happens this moment. The lines come over a stream; without a script the page says where to look instead.</summary>
[KeepsToSites]
internal sealed class IndexModel : AdminPage;
