using Microsoft.AspNetCore.Identity;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Customers;

/// <summary>
/// Makes somebody a member, whether they have an account yet or not. Operators know who has one; a customer's administrator learns nothing of it: what they see
/// of somebody whom they invited is what they typed, until that person has said yes.
/// </summary>
internal sealed class MemberInvitations(UserManager<Person> people, Invitations invitations, CustomerRows customers, Database database, PersonCodes codes, PersonMail mail, AuditTrail audit, TimeProvider time)
{
    /// <summary>For operators of the whole hub: a member at once. Whoever has no account is invited, whoever has one is told by mail.</summary>
    public async Task<JoinOutcome> Invite(string customer, EmailAddress email, PersonName? name, string? language, string role, Actor by, CancellationToken cancellationToken)
    {
        var title = database.Read(session => session.Text("SELECT name FROM customer WHERE id = $1", customer));
        if (title is null)
        {
            return new JoinOutcome.Unknown();
        }

        if (database.Read(session => Member(session, customer, PersonRows.Find(session, email)?.Id)) is { } already)
        {
            return already;
        }

        var invited = await invitations.Invite(new GivenPerson(email, name, language, [], new Dictionary<string, IReadOnlyList<string>>()) { KeepRoles = true }, by, cancellationToken, title);
        var person = invited?.Id ?? (await people.FindByEmailAsync(email.Text))!.Id;
        var known = invited is null ? await people.FindByIdAsync(person) : null;
        return await database.Writer.Write<JoinOutcome>(
            db =>
            {
                if (Member(db, customer, person) is { } meanwhile)
                {
                    return meanwhile;
                }

                if (known is not null)
                {
                    mail.Joined(db, Recipient.Of(known), title);
                }

                return customers.Join(db, customer, person, role, by) ? new JoinOutcome.Joined(person) : new JoinOutcome.Unknown();
            },
            cancellationToken);
    }

    private static JoinOutcome.MemberAlready? Member(Session db, string customer, string? person) =>
        person is not null && db.Text("SELECT role FROM customer_member WHERE customer = $1 AND person = $2", customer, person) is { } role ? new JoinOutcome.MemberAlready(person, role) : null;

    /// <summary>For a customer's administrator and operators bounded to sites: one transaction, one mail, one entry in the audit and the same row in their list, whoever has the address.</summary>
    public Task<JoinOutcome> Ask(string customer, EmailAddress email, PersonName? name, string role, Actor by, CancellationToken cancellationToken) => database.Writer.Write<JoinOutcome>(
        db =>
        {
            if (db.Text("SELECT name FROM customer WHERE id = $1", customer) is not { } title)
            {
                return new JoinOutcome.Unknown();
            }

            var known = PersonRows.Find(db, email);
            var person = known?.Id ?? PersonRows.Insert(db, email, PersonState.Invited, time.GetUtcNow());
            if (Member(db, customer, person) is { } already)
            {
                // They see that already, by this very address.
                return already;
            }

            People.Registration.End(db, email);
            db.Execute(
                """
                INSERT INTO customer_invitation (customer, person, address, name, role, since, by) VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (customer, person) DO UPDATE SET name = excluded.name, role = excluded.role, since = excluded.since, by = excluded.by
                """,
                customer,
                person,
                email.Text,
                name?.Text,
                role,
                time.GetUtcNow(),
                by.Who);
            audit.Append(db, new AuditEntry(by, "customer.member_invited", customer) { Details = new() { ["person"] = person, ["role"] = role } });
            if (known is null or { State: PersonState.Invited })
            {
                mail.Invitation(db, new Recipient(email.Text, known?.Name, known?.Language), codes.Issue(db, PersonCodes.Invitation, person, customer), by, title);
            }
            else
            {
                mail.InvitedTo(db, Recipient.Of(known), title);
            }

            return new JoinOutcome.Asked();
        },
        cancellationToken);

    /// <returns>false: they were not invited there, or not any more</returns>
    public bool Accept(Session db, string customer, string person, Actor by)
    {
        if (db.Text("SELECT role FROM customer_invitation WHERE customer = $1 AND person = $2", customer, person) is not { } role)
        {
            return false;
        }

        db.Execute("DELETE FROM customer_invitation WHERE customer = $1 AND person = $2", customer, person);
        return customers.Join(db, customer, person, role, by);
    }

    public Task<bool> Accept(string customer, string person, Actor by, CancellationToken cancellationToken) => database.Writer.Write(db => Accept(db, customer, person, by), cancellationToken);

    /// <summary>By whoever was invited, or by the customer who takes it back.</summary>
    public Task<bool> End(string customer, string person, Actor by, CancellationToken cancellationToken) => database.Writer.Write(
        db =>
        {
            if (db.Execute("DELETE FROM customer_invitation WHERE customer = $1 AND person = $2", customer, person) == 0)
            {
                return false;
            }

            audit.Append(db, new AuditEntry(by, by.Who == person ? "customer.invitation_declined" : "customer.invitation_withdrawn", customer) { Details = new() { ["person"] = person } });
            return true;
        },
        cancellationToken);

    public Task<bool> ChangeRole(string customer, string person, string role, CancellationToken cancellationToken) =>
        database.Writer.Write(db => db.Execute("UPDATE customer_invitation SET role = $3 WHERE customer = $1 AND person = $2", customer, person, role) > 0, cancellationToken);
}
