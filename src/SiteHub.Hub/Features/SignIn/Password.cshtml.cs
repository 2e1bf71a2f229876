using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Features.SignIn;

/// <summary>The second step: the proof. An unknown account costs the same work, and gets the same answer, as a wrong password.</summary>
internal sealed class PasswordModel(UserManager<Person> people, SignInManager<Person> manager, PersonSignIn signIn, UnknownAccount unknown, IStringLocalizer<SignInTexts> text) : PageModel
{
    public const string Identifier = "signin.email";

    public string Email { get; private set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Enter your password.")]
    [StringLength(200)]
    public string Password { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public IActionResult OnGet()
    {
        ModelState.Clear();
        return Identified() ? Page() : RedirectToPage("Index", new { ReturnUrl });
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!Identified())
        {
            return RedirectToPage("Index", new { ReturnUrl });
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (await people.FindByEmailAsync(Email) is not { PasswordHash: not null } person)
        {
            unknown.Verify(Password);
            return Refused();
        }

        var result = await manager.CheckPasswordSignInAsync(person, Password, lockoutOnFailure: true);
        if (!result.Succeeded || person is not { State: PersonState.Active, EmailConfirmed: true })
        {
            return Refused();
        }

        await signIn.Begin(HttpContext, person, "pwd");
        TempData.Remove(Identifier);
        return LocalRedirect(LocalUrl.Of(ReturnUrl));
    }

    private bool Identified()
    {
        Email = TempData.Peek(Identifier) as string ?? "";
        return Email.Length > 0;
    }

    private PageResult Refused()
    {
        ModelState.AddModelError("", text["The e-mail address or the password is not right, or too many have been tried: wait five minutes, or reset the password."]);
        return Page();
    }
}
