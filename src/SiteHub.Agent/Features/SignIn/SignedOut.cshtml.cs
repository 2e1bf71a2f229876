using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SiteHub.Agent.Features.SignIn;

public sealed class SignedOutModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Hub { get; set; }
}
