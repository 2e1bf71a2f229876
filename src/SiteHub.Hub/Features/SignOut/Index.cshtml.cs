using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Hub.Sessions;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Features.SignOut;

internal sealed class IndexModel(PersonSignIn signIn) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnPostAsync()
    {
        await signIn.End(HttpContext);
        return LocalRedirect(LocalUrl.Of(ReturnUrl, "/signout"));
    }
}
