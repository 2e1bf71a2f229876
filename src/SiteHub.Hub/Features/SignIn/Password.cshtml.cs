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
internal sealed class PasswordModel(
    UserManager<Person> people, SignInAttempts attempts, KnownBrowsers browsers, PersonSignIn signIn, Passwords passwords, SignInRefusals refusals, IStringLocalizer<SignInTexts> text) : PageModel
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

        var person = await people.FindByEmailAsync(Email);
        var browser = person is null ? null : browsers.IdFor(HttpContext, person.Id);

        // By the account, or by the one form of the address: however it is written, the tries are the same.
        var account = person?.Id ?? Email;
        if (!await attempts.Take(account, browser, HttpContext.Connection.RemoteIpAddress, HttpContext.RequestAborted))
        {
            // Those before it are on record; one more for each would let anybody fill it.
            return Refused();
        }

        if (!await passwords.Verify(person, Password, HttpContext.RequestAborted) || person is null)
        {
            return await Refused(person, person is null ? "no such account" : person.PasswordHash is null ? "no password" : "wrong password");
        }

        if (person is not { State: PersonState.Active, EmailConfirmed: true })
        {
            return await Refused(person, person.EmailConfirmed ? $"the account is {person.State}" : "the address is not confirmed");
        }

        await attempts.Forgive(account, browser, HttpContext.Connection.RemoteIpAddress);
        TempData.Remove(Identifier);
        if (person.TwoFactorEnabled)
        {
            CodeModel.Await(TempData, person, HttpContext);
            return RedirectToPage("Code", new { ReturnUrl = LocalUrl.Of(ReturnUrl) });
        }

        await signIn.Begin(HttpContext, person, "pwd");
        return LocalRedirect(LocalUrl.Of(ReturnUrl));
    }

    private bool Identified()
    {
        Email = TempData.Peek(Identifier) as string ?? "";
        return Email.Length > 0;
    }

    private async Task<PageResult> Refused(Person? person, string why)
    {
        await refusals.Record(HttpContext, person?.Id, why);
        return Refused();
    }

    private PageResult Refused()
    {
        ModelState.AddModelError("", text["The e-mail address or the password is not right, or too many have been tried: wait five minutes, or reset the password."]);
        return Page();
    }
}
