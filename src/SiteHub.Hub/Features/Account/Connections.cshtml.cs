using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Features.Account;

/// <summary>Which companies and programs hold something for the person: tokens of a sign-in, or a consent that stays.</summary>
[Authorize]
internal sealed class ConnectionsModel(PersonGrants grants, MemberReach reach, IStringLocalizer<AccountTexts> text) : PageModel
{
    public IReadOnlyList<ConnectionItem> Connections { get; private set; } = [];

    private string Person => User.FindFirst(Claims.Subject)!.Value;

    public void OnGet()
    {
        var further = reach.Given(Person);
        Connections =
        [
            .. grants.Of(Person).Select(grant => new ConnectionItem(
                grant.ClientId,
                grant.Name,
                string.Join(", ", grant.Scopes),
                grant.Since.UtcDateTime.ToString("d", CultureInfo.CurrentCulture),
                HubScopes.SiteOf(grant.ClientId) is { } site && further.Contains(site) ? site : null)),
        ];
    }

    /// <summary>It stays signed in there, and sees what the member has with that company alone.</summary>
    public async Task<IActionResult> OnPostNarrowAsync(string site)
    {
        await reach.TakeBack(Person, site, Actor.Of(HttpContext), HttpContext.RequestAborted);
        TempData["Done"] = text["Taken back."].Value;
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostAsync(string client)
    {
        await grants.Revoke(Person, client, Actor.Of(HttpContext), HttpContext.RequestAborted);
        TempData["Done"] = text["Taken back."].Value;
        return RedirectToPage();
    }

    /// <param name="Further">the site whose tokens reach the others' documents too; null: its own alone</param>
    internal sealed record ConnectionItem(string Client, string Name, string Scopes, string Since, string? Further);
}
