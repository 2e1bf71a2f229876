using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Features.Password;

/// <summary>Sends a link to whoever has an account; the page says the same to everybody.</summary>
internal sealed class ForgotModel(Registration registration, IStringLocalizer<PasswordTexts> text) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    public bool Asked { get; private set; }

    public async Task OnPostAsync()
    {
        if (EmailAddress.Parse(Email) is not { } address)
        {
            ModelState.AddModelError(nameof(Email), text[string.IsNullOrWhiteSpace(Email) ? "Enter your e-mail address." : "This is not an e-mail address."]);
            return;
        }

        await registration.Forgot(address, HttpContext.Connection.RemoteIpAddress, Actor.Of(HttpContext));
        Asked = true;
    }
}
