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
internal sealed class ConnectionsModel(PersonGrants grants, IStringLocalizer<AccountTexts> text) : PageModel
{
    public IReadOnlyList<ConnectionItem> Connections { get; private set; } = [];

    private string Person => User.FindFirst(Claims.Subject)!.Value;

    public void OnGet() => Connections =
    [
        .. grants.Of(Person).Select(static grant => new ConnectionItem(
            grant.ClientId, grant.Name, string.Join(", ", grant.Scopes), grant.Since.UtcDateTime.ToString("d", CultureInfo.CurrentCulture))),
    ];

    public async Task<IActionResult> OnPostAsync(string client)
    {
        await grants.Revoke(Person, client, Actor.Of(HttpContext), HttpContext.RequestAborted);
        TempData["Done"] = text["Taken back."].Value;
        return RedirectToPage();
    }

    internal sealed record ConnectionItem(string Client, string Name, string Scopes, string Since);
}
