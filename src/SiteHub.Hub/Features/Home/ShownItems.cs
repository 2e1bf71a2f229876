using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;

namespace SiteHub.Hub.Features.Home;

/// <param name="ByDue">what counts is when it is due; else when it changed</param>
internal sealed record ShownItems(MemberPage Page, IReadOnlyList<DocumentItem> Items, bool ByDue);
