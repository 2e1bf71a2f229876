using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Look;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Customers;

/// <summary>What stands in the portal's menu, the same on every page of a person's: whose documents they look at, and what is new.</summary>
/// <param name="Current">the customer whom they look at; null: all of theirs</param>
/// <param name="Invitations">customers who wait for a yes or no</param>
/// <param name="Unread">notices that they have not seen</param>
internal sealed record PortalFrame(IReadOnlyList<Membership> Memberships, Membership? Current, IReadOnlyList<CustomerInvitation> Invitations, long Unread)
{
    public static string CookieOf(HttpContext http) => http.RequestServices.GetRequiredService<Brand>().Cookie("customer");

    /// <summary>Read once for a page. The person is signed in.</summary>
    public static PortalFrame Of(HttpContext http)
    {
        if (http.Items[typeof(PortalFrame)] is PortalFrame read)
        {
            return read;
        }

        var person = http.User.FindFirst(Claims.Subject)!.Value;
        var chosen = http.Request.Cookies[CookieOf(http)];
        var frame = http.RequestServices.GetRequiredService<Database>().Read(session =>
        {
            var memberships = Membership.Of(session, new Reader(person, null));
            return new PortalFrame(
                memberships,
                memberships.FirstOrDefault(membership => membership.Customer == chosen),
                CustomerInvitation.For(session, person),
                session.Long("SELECT count(*) FROM notification WHERE person = $1 AND read IS NULL", person) ?? 0);
        });
        http.Items[typeof(PortalFrame)] = frame;
        return frame;
    }
}
