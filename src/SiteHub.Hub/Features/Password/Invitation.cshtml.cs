using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;

namespace SiteHub.Hub.Features.Password;

/// <summary>Where an invitation leads: whoever can read that mail chooses a password, and is signed in.</summary>
internal sealed class InvitationModel(Database database, PersonCodes codes, UserManager<Person> people, PersonSignIn signIn, AuditTrail audit) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose a password.")]
    [StringLength(200, MinimumLength = 10, ErrorMessage = "At least ten characters.")]
    public string Password { get; set; } = "";

    /// <summary>Whose; null: the link is not good any more.</summary>
    public string? Email { get; private set; }

    public void OnGet()
    {
        ModelState.Clear();
        Email = Invited();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Email = Invited();
        if (!ModelState.IsValid || Email is null)
        {
            return Page();
        }

        // Hashed before the code is taken: in the transaction it would hold up everybody's writes.
        var hash = people.PasswordHasher.HashPassword(new Person(), Password);
        var by = Actor.Of(HttpContext);
        var id = await database.Writer.Write(db =>
        {
            if (codes.Take(db, PersonCodes.Invitation, Code) is not { } issued
                || db.Execute("UPDATE person SET PasswordHash = $2, EmailConfirmed = 1, State = 'Active', SecurityStamp = $3 WHERE Id = $1 AND State = 'Invited'", issued.PersonId, hash, Guid.NewGuid().ToString("N")) == 0)
            {
                return null;
            }

            audit.Append(db, new AuditEntry(by with { Who = issued.PersonId }, "person.invitation_accepted", null));
            return issued.PersonId;
        });
        if (id is null)
        {
            Email = null;
            return Page();
        }

        await signIn.Begin(HttpContext, (await people.FindByIdAsync(id))!, "pwd");
        return Redirect("/");
    }

    private string? Invited() => database.Read(db => codes.Find(db, PersonCodes.Invitation, Code) is { } issued
        ? db.Text("SELECT Email FROM person WHERE Id = $1 AND State = 'Invited'", issued.PersonId)
        : null);
}
