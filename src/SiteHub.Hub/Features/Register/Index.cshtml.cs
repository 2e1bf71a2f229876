using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Features.Register;

/// <summary>Somebody asks for an account. The page says the same whether the address has one already; all else is asked behind the mailed link.</summary>
internal sealed class IndexModel(HubOptions options, Registration registration, IStringLocalizer<RegisterTexts> text) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    public bool Asked { get; private set; }

    public IActionResult OnGet() => options.Hub.SelfRegistration ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!options.Hub.SelfRegistration)
        {
            return NotFound();
        }

        if (EmailAddress.Parse(Email) is not { } address)
        {
            ModelState.AddModelError(nameof(Email), text[string.IsNullOrWhiteSpace(Email) ? "Enter your e-mail address." : "This is not an e-mail address."]);
            return Page();
        }

        await registration.Ask(address, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.Connection.RemoteIpAddress, Actor.Of(HttpContext));
        Asked = true;
        return Page();
    }
}
