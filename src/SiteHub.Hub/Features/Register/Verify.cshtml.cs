using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Features.Register;

/// <summary>Where the mailed link leads: whoever can read that mail says who they are, and chooses the password.</summary>
internal sealed class VerifyModel(Registration registration, IStringLocalizer<RegisterTexts> text) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Enter your name.")]
    public string Name { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Choose a password.")]
    [StringLength(200, MinimumLength = 10, ErrorMessage = "At least ten characters.")]
    public string Password { get; set; } = "";

    /// <summary>Whose; null: the link is not good any more.</summary>
    public string? Email { get; private set; }

    public bool Confirmed { get; private set; }

    public void OnGet()
    {
        ModelState.Clear();
        Email = registration.Find(Code)?.Text;
    }

    public async Task OnPostAsync()
    {
        Email = registration.Find(Code)?.Text;
        var name = PersonName.Parse(Name);
        if (ModelState.IsValid && name is null)
        {
            ModelState.AddModelError(nameof(Name), text["This name is too long, or holds characters that cannot be seen."]);
        }

        if (!ModelState.IsValid || Email is null)
        {
            return;
        }

        Confirmed = await registration.Confirm(Code, name!, Password, Actor.Of(HttpContext));
        Email = null;
    }
}
