using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;

namespace SiteHub.Hub.Features.Account;

/// <summary>Where the mail to a new address leads. A page and not a link alone: what looks at mails before people do must confirm nothing.</summary>
internal sealed class NewAddressModel(PersonHelp help, IStringLocalizer<AccountTexts> text) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    /// <summary>Null: the link is not good any more.</summary>
    public string? Address { get; private set; }

    public void OnGet() => Address = help.Asked(Code)?.Text;

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await help.ConfirmAddress(Code, Actor.Of(HttpContext), HttpContext.RequestAborted))
        {
            return Page();
        }

        TempData["Done"] = text["Your address is changed. You sign in with it from now on."].Value;
        return Redirect("/");
    }
}
