using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;

namespace SiteHub.Hub.Features.Register;

/// <summary>Somebody asks for an account. The page says the same whether the address has one already.</summary>
internal sealed class IndexModel(HubOptions options, Registration registration, SignInAttempts attempts) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Enter your name.")]
    [StringLength(100)]
    public string Name { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Enter your e-mail address.")]
    [EmailAddress(ErrorMessage = "This is not an e-mail address.")]
    [StringLength(254)]
    public string Email { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Choose a password.")]
    [StringLength(200, MinimumLength = 10, ErrorMessage = "At least ten characters.")]
    public string Password { get; set; } = "";

    public bool Asked { get; private set; }

    public IActionResult OnGet() => options.Hub.SelfRegistration ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!options.Hub.SelfRegistration)
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        // Too many from one place, or for one address, are told the same, and nothing is sent.
        if (await attempts.Take("mail to " + Email, null, HttpContext.Connection.RemoteIpAddress, HttpContext.RequestAborted))
        {
            await registration.Ask(Email.Trim(), Name.Trim(), Password, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, Actor.Of(HttpContext));
        }

        Asked = true;
        return Page();
    }
}
