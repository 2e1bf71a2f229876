using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Features.Account;

/// <summary>Where the person is signed in. Ending one signs them out of the companies that were entered from it.</summary>
[Authorize]
internal sealed class SessionsModel(BrowserSessions sessions, Database database, AuditTrail audit, IStringLocalizer<AccountTexts> text) : PageModel
{
    public IReadOnlyList<SessionItem> Sessions { get; private set; } = [];

    private string Person => User.FindFirst(Claims.Subject)!.Value;

    private string This => User.FindFirst(SessionCookie.SessionClaim)!.Value;

    public void OnGet() => Sessions =
    [
        .. sessions.Of(Person).Select(session => new SessionItem(
            session.Id, BrowserName.Of(session.Agent), session.Address, Shown(session.SignedIn), Shown(session.LastSeen), session.Id == This)),
    ];

    public async Task<IActionResult> OnPostOneAsync(string id)
    {
        if (await sessions.End(id, Person, Actor.Of(HttpContext), HttpContext.RequestAborted))
        {
            TempData["Done"] = text["Signed out there."].Value;
        }

        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostAllAsync()
    {
        var (person, by) = (Person, Actor.Of(HttpContext));
        await database.Writer.Write(db =>
        {
            sessions.EndAll(db, person, except: null);
            audit.Append(db, new AuditEntry(by, "person.signed_out_everywhere", null));
        });
        return Redirect("/signin");
    }

    private static string Shown(DateTimeOffset at) => at.UtcDateTime.ToString("g", CultureInfo.CurrentCulture) + " UTC";

    internal sealed record SessionItem(string Id, string Browser, string? Address, string SignedIn, string LastSeen, bool IsThis);
}
