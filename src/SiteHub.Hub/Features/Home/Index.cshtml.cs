using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;

namespace SiteHub.Hub.Features.Home;

/// <summary>Where somebody who has signed in begins: members with what they have, everybody else with where they can go.</summary>
internal sealed class IndexModel(Database database, TimeProvider time) : MemberPage
{
    /// <summary>Null for those who belong to no customer.</summary>
    public Overview? Overview { get; private set; }

    public void OnGet() => Overview = Memberships.Count == 0 ? null : database.Read(session => Home.Overview.Read(session, Reader, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)));
}
