using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;
using SiteHub.Operations;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Customers;

/// <summary>A page for members: who looks, for which of their customers, and how they read dates and times.</summary>
[Authorize]
internal abstract class MemberPage : PageModel
{
    /// <summary>Somebody of the hub who is bounded to sites is shown these, and those that they are at by their own account or role.</summary>
    private const string Companies =
        """
        SELECT slug, name, url, EXISTS (SELECT 1 FROM link l WHERE l.name = slug AND l.state <> 'closed') FROM site WHERE removed IS NULL AND ($1 IS NULL OR slug IN (SELECT value FROM json_each($1))
            OR EXISTS (SELECT 1 FROM customer_member m JOIN customer_account a ON a.customer = m.customer WHERE m.person = $2 AND a.site = slug)
            OR EXISTS (SELECT 1 FROM person_site_role r WHERE r.PersonId = $2 AND r.Site = slug))
        ORDER BY name
        """;

    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    public PortalFrame Frame { get; private set; } = null!;

    public IReadOnlyList<Membership> Memberships => Frame.Memberships;

    public Reader Reader { get; private set; } = null!;

    /// <summary>What companies are called, those too that cannot be entered.</summary>
    public IReadOnlyDictionary<string, PortalSite> Sites { get; private set; } = new Dictionary<string, PortalSite>();

    protected string Person => Reader.Person!;

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var person = User.FindFirst(Claims.Subject)!.Value;
        ViewData["LiveAt"] = HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcTicks;
        var database = HttpContext.RequestServices.GetRequiredService<Database>();
        Frame = PortalFrame.Of(HttpContext);
        database.Read(session =>
        {
            Sites = session.Many(Companies, static row => new PortalSite(row.Text(0), row.Text(1), new Uri(new Uri(row.Text(2)), "signin"), row.Bool(3)), SitesSeen.Of(User).Json, person).ToDictionary(static site => site.Slug);
            return _zone = session.Text("SELECT TimeZone FROM person WHERE Id = $1", person) is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
        });
        Reader = new Reader(person, Frame.Current?.Customer);
    }

    public string SiteName(string slug) => Sites.TryGetValue(slug, out var site) ? site.Name : slug;

    /// <summary>In the member's own time zone.</summary>
    public string Moment(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone).ToString("g", CultureInfo.CurrentCulture) + (_zone == TimeZoneInfo.Utc ? " UTC" : "");
}

/// <param name="SignIn">where the site starts its sign-in through the hub: nobody is asked again</param>
/// <param name="IsEnrolled">false: it is only known here, or trusted no more, and leads nowhere</param>
internal sealed record PortalSite(string Slug, string Name, Uri SignIn, bool IsEnrolled)
{
    /// <summary>Where a member connects a user of their own, at a site that offers it.</summary>
    public Uri OwnUser { get; } = new(SignIn, "me/acting");
}
