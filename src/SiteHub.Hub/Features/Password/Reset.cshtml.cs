using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;

namespace SiteHub.Hub.Features.Password;

/// <summary>Where the mailed link leads. Whoever has a second factor still needs it to sign in.</summary>
internal sealed class ResetModel(Database database, PersonCodes codes, UserManager<Person> people, NewPasswords passwords, IStringLocalizer<PasswordTexts> text) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose a password.")]
    [StringLength(200, MinimumLength = 10, ErrorMessage = "At least ten characters.")]
    public string Password { get; set; } = "";

    /// <summary>Whose; null: the link is not good any more.</summary>
    public string? Email { get; private set; }

    public async Task OnGetAsync()
    {
        ModelState.Clear();
        Email = (await Person(database.Read(db => codes.Find(db, PersonCodes.Reset, Code))))?.Email;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Email = (await Person(database.Read(db => codes.Find(db, PersonCodes.Reset, Code))))?.Email;
        if (!ModelState.IsValid || Email is null)
        {
            return Page();
        }

        if (await Person(await database.Writer.Write(db => codes.Take(db, PersonCodes.Reset, Code))) is not { } person)
        {
            Email = null;
            return Page();
        }

        await passwords.Set(person, Password, "person.password_reset", except: null, Actor.Of(HttpContext) with { Who = person.Id });
        TempData["Done"] = text["Your password is changed. Sign in with it."].Value;
        return Redirect("/signin");
    }

    private async Task<Person?> Person(IssuedCode? issued) => issued is null ? null : await people.FindByIdAsync(issued.PersonId) is { State: PersonState.Active } person ? person : null;
}
