using Microsoft.AspNetCore.Identity;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Sessions;

namespace SiteHub.Hub.People;

/// <summary>Gives a person another password, and ends what was opened under the old one.</summary>
internal sealed class NewPasswords(UserManager<Person> people, Passwords passwords, Database database, BrowserSessions sessions, PersonMail mail, AuditTrail audit)
{
    /// <param name="how">for the audit, such as <c>person.password_reset</c></param>
    /// <param name="except">the session that goes on; null: none</param>
    public async Task Set(Person person, string password, string how, string? except, Actor by)
    {
        person.PasswordHash = await passwords.Hash(password, CancellationToken.None);
        await people.UpdateSecurityStampAsync(person);
        await database.Writer.Write(db =>
        {
            sessions.EndAll(db, person.Id, except);
            mail.PasswordChanged(db, Recipient.Of(person));
            audit.Append(db, new AuditEntry(by, how, by.Who == person.Id ? null : person.Id));
        });
    }
}
