using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;

namespace SiteHub.Hub.Features.Password;

/// <summary>Sends a link to whoever has an account; the page says the same to everybody.</summary>
internal sealed class ForgotModel(Registration registration, SignInAttempts attempts) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Enter your e-mail address.")]
    [EmailAddress(ErrorMessage = "This is not an e-mail address.")]
    [StringLength(254)]
    public string Email { get; set; } = "";

    public bool Asked { get; private set; }

    public async Task OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return;
        }

        if (await attempts.Take("mail to " + Email, null, HttpContext.Connection.RemoteIpAddress, HttpContext.RequestAborted))
        {
            await registration.Forgot(Email.Trim(), Actor.Of(HttpContext));
        }

        Asked = true;
    }
}
