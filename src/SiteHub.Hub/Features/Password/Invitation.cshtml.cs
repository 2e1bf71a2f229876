using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Customers;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Features.Password;

/// <summary>Where an invitation leads: whoever can read that mail chooses a password, and is signed in.</summary>
internal sealed class InvitationModel(Database database, PersonCodes codes, UserManager<Person> people, Passwords passwords, MemberInvitations members, PersonSignIn signIn, AuditTrail audit, IStringLocalizer<PasswordTexts> text) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    /// <summary>As they call themselves: what whoever invited them typed is shown to nobody as theirs.</summary>
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose a password.")]
    [StringLength(200, MinimumLength = 10, ErrorMessage = "At least ten characters.")]
    public string Password { get; set; } = "";

    /// <summary>Whose; null: the link is not good any more.</summary>
    public string? Email { get; private set; }

    /// <summary>Whose documents they are invited to see, and who invites them, where that is known.</summary>
    public (string Customer, string? By)? Inviting { get; private set; }

    public void OnGet()
    {
        ModelState.Clear();
        (Email, Name) = Invited();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        (Email, _) = Invited();
        if (!PersonName.TryParse(Name, out var name))
        {
            ModelState.AddModelError(nameof(Name), text["This name is too long, or holds characters that cannot be seen."]);
        }

        if (!ModelState.IsValid || Email is null)
        {
            return Page();
        }

        // Hashed before the code is taken: in the transaction it would hold up everybody's writes.
        var hash = await passwords.Hash(Password, HttpContext.RequestAborted);
        var by = Actor.Of(HttpContext);
        var id = await database.Writer.Write(db =>
        {
            if (codes.Take(db, PersonCodes.Invitation, Code) is not { } issued
                || db.Execute("UPDATE person SET PasswordHash = $2, EmailConfirmed = 1, State = 'Active', SecurityStamp = $3, Name = coalesce($4, Name) WHERE Id = $1 AND State = 'Invited'", issued.PersonId, hash, Guid.NewGuid().ToString("N"), name?.Text) == 0)
            {
                return null;
            }

            audit.Append(db, new AuditEntry(by with { Who = issued.PersonId }, "person.invitation_accepted", null));
            if (issued.Data is { } customer)
            {
                members.Accept(db, customer, issued.PersonId, by with { Who = issued.PersonId });
            }

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

    private (string? Email, string? Name) Invited() => database.Read<(string?, string?)>(db =>
    {
        if (codes.Find(db, PersonCodes.Invitation, Code) is not { } issued)
        {
            return default;
        }

        Inviting = db.One<(string, string?)?>(
            "SELECT c.name, (SELECT p.Email FROM person p WHERE p.Id = i.by) FROM customer_invitation i JOIN customer c ON c.id = i.customer WHERE i.customer = $1 AND i.person = $2",
            static row => (row.Text(0), row.TextOrNull(1)),
            issued.Data,
            issued.PersonId);
        return db.One("SELECT Email, Name FROM person WHERE Id = $1 AND State = 'Invited'", static row => (row.Text(0), row.TextOrNull(1)), issued.PersonId);
    });
}
