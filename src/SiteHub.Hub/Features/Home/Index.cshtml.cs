using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Features.Home;

/// <summary>Where somebody who has signed in at the hub can go from here.</summary>
[Authorize]
internal sealed class IndexModel(Database database) : PageModel
{
    public IReadOnlyList<HomeSite> Sites { get; private set; } = [];

    public void OnGet() => Sites = database.Read(static session => session.Many(
        "SELECT name, url FROM site WHERE removed IS NULL ORDER BY name",
        static row => new HomeSite(row.Text(0), new Uri(new Uri(row.Text(1)), "signin"))));
}

/// <param name="SignIn">where the site starts its sign-in through the hub: nobody is asked again</param>
public sealed record HomeSite(string Name, Uri SignIn);
