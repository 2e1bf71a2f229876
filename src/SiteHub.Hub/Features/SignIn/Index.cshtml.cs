using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Features.SignIn;

/// <summary>The first step: who. The answer is the same whether there is such an account or not.</summary>
public sealed class IndexModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    [Required(ErrorMessage = "Enter your e-mail address.")]
    [EmailAddress(ErrorMessage = "This is not an e-mail address.")]
    [StringLength(254)]
    public string Email { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public void OnGet() => ModelState.Clear();

    public IActionResult OnPost()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        TempData[PasswordModel.Identifier] = Email.Trim();
        return RedirectToPage("Password", new { ReturnUrl = LocalUrl.Of(ReturnUrl) });
    }
}
