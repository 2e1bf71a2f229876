using Microsoft.AspNetCore.Identity;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;

namespace SiteHub.Hub.People;

/// <summary>Somebody asks for an account, or for a new password. Whoever asks learns nothing here: the answer goes to the address.</summary>
internal sealed class Registration(UserManager<Person> people, Database database, PersonCodes codes, PersonMail mail, AuditTrail audit, TimeProvider time)
{
    public async Task Ask(string email, string? name, string password, string language, Actor by)
    {
        // The same hashing whether there is an account or not, so that the time does not tell either.
        var asked = new Person { UserName = email, Email = email, Name = name, Language = language, State = PersonState.AwaitsApproval, CreatedAt = time.GetUtcNow().UtcDateTime };
        asked.PasswordHash = people.PasswordHasher.HashPassword(asked, password);
        if (await people.FindByEmailAsync(email) is { } known)
        {
            await database.Writer.Write(db =>
            {
                if (known is { State: PersonState.AwaitsApproval, EmailConfirmed: false })
                {
                    mail.Verification(db, Recipient.Of(known), codes.Issue(db, PersonCodes.Verification, known.Id, known.Email));
                }
                else if (known.State == PersonState.Active)
                {
                    mail.AlreadyThere(db, Recipient.Of(known));
                }
            });
            return;
        }

        if ((await people.CreateAsync(asked)).Succeeded)
        {
            await database.Writer.Write(db =>
            {
                mail.Verification(db, Recipient.Of(asked), codes.Issue(db, PersonCodes.Verification, asked.Id, email));
                audit.Append(db, new AuditEntry(by with { Who = asked.Id }, "person.registered", null));
            });
        }
    }

    public async Task Forgot(string email, Actor by)
    {
        if (await people.FindByEmailAsync(email) is not { } person)
        {
            return;
        }

        await database.Writer.Write(db =>
        {
            switch (person.State)
            {
                case PersonState.Active when person.EmailConfirmed:
                    mail.Reset(db, Recipient.Of(person), codes.Issue(db, PersonCodes.Reset, person.Id));
                    audit.Append(db, new AuditEntry(by with { Who = "anonymous" }, "person.reset_asked", person.Id));
                    break;
                case PersonState.Invited:
                    mail.Invitation(db, Recipient.Of(person), codes.Issue(db, PersonCodes.Invitation, person.Id));
                    break;
            }
        });
    }

    /// <returns>the person whose address is proven now; null: the code is not good any more</returns>
    public async Task<string?> Confirm(string? code, Actor by) => await database.Writer.Write(db =>
    {
        if (codes.Take(db, PersonCodes.Verification, code) is not { } issued
            || db.Execute("UPDATE person SET EmailConfirmed = 1 WHERE Id = $1 AND Email = $2", issued.PersonId, issued.Data) == 0)
        {
            return null;
        }

        audit.Append(db, new AuditEntry(by with { Who = issued.PersonId }, "person.address_confirmed", null));
        return issued.PersonId;
    });
}
