using Microsoft.AspNetCore.Identity;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;

namespace SiteHub.Hub.Customers;

/// <summary>
/// Makes somebody a member, whether they have an account yet or not. Whoever has none is invited; whoever has one is told by mail. That an address
/// has an account already is not said to the customer who invites it.
/// </summary>
internal sealed class MemberInvitations(UserManager<Person> people, Invitations invitations, CustomerRows customers, Database database, PersonMail mail)
{
    /// <returns>the person's id; null: there is no such customer</returns>
    public async Task<string?> Invite(string customer, string email, string? name, string? language, string role, Actor by, CancellationToken cancellationToken)
    {
        var title = database.Read(session => session.Text("SELECT name FROM customer WHERE id = $1", customer));
        if (title is null)
        {
            return null;
        }

        var invited = await invitations.Invite(new GivenPerson(email, name, language, [], new Dictionary<string, IReadOnlyList<string>>()) { KeepRoles = true }, by, cancellationToken);
        var person = invited?.Id ?? (await people.FindByEmailAsync(email))!.Id;
        var known = invited is null ? await people.FindByIdAsync(person) : null;
        var joined = await database.Writer.Write(
            db =>
            {
                var isNew = db.Long("SELECT 1 FROM customer_member WHERE customer = $1 AND person = $2", customer, person) is null;
                if (known is not null && isNew)
                {
                    mail.Joined(db, Recipient.Of(known), title);
                }

                return customers.Join(db, customer, person, role, by);
            },
            cancellationToken);
        return joined ? person : null;
    }
}
