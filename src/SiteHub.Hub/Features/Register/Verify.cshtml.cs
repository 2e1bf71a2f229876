using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;

namespace SiteHub.Hub.Features.Register;

/// <summary>Where the mailed link leads. The code is used by a click, since programs that look after mail follow links too.</summary>
internal sealed class VerifyModel(Registration registration) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    /// <summary>null: not yet asked.</summary>
    public bool? Confirmed { get; private set; }

    public async Task OnPostAsync() => Confirmed = await registration.Confirm(Code, Actor.Of(HttpContext)) is not null;
}
