using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using SiteHub.Hub.Upstreams;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Features.SignOut;

internal sealed class IndexModel(PersonSignIn signIn, UpstreamSignOut upstreams, Database database) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Sites whose own ERP was entered from this browser: those know no sign-out of one browser.</summary>
    public IReadOnlyList<string> Erps { get; private set; } = [];

    public void OnGet()
    {
        if (User.FindFirst(SessionCookie.SessionClaim)?.Value is { } session)
        {
            Erps = database.Read(db => SitePeople.ErpsOf(db, session));
        }
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var back = LocalUrl.Of(ReturnUrl, "/signout");
        var onward = HttpContext.Features.Get<BrowserSession>() is { } session ? await upstreams.Of(session, back, HttpContext.RequestAborted) : null;
        await signIn.End(HttpContext);
        return onward is ({ } scheme, { } properties) ? SignOut(properties, scheme) : LocalRedirect(back);
    }
}
