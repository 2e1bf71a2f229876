using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Hub.Identity;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Features.SignIn;

/// <summary>A client asks that the person say as whom they come (<c>prompt=select_account</c>).</summary>
[Authorize]
internal sealed class ChooseModel(KeptRequests requests, UserManager<Person> people) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public string Email { get; private set; } = "";

    public async Task OnGetAsync() => Email = (await people.GetUserAsync(User))?.Email ?? "";

    public async Task<IActionResult> OnPostAsync()
    {
        if (requests.OfAddress(ReturnUrl) is { } kept && HttpContext.Features.Get<BrowserSession>() is { } session)
        {
            await requests.Choose(kept, session.Id, HttpContext.RequestAborted);
        }

        return LocalRedirect(LocalUrl.Of(ReturnUrl));
    }
}
