using System.Text.Json.Nodes;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.People;

/// <summary>What an administrator does for somebody who does not get in: their address is wrong, the mail was lost, the second factor is lost. Each with its entry in the audit.</summary>
internal sealed class PersonHelp(Database database, PersonCodes codes, PersonMail mail, AuditTrail audit, TimeProvider time)
{
    /// <summary>
    /// Another address. Of somebody who has come already it changes when they follow the mail that is sent there: who can read it, and nobody else, signs in by
    /// it afterwards. Whoever was only invited has proved none yet: theirs changes at once, and the invitation goes there.
    /// </summary>
    public Task<HelpOutcome> ChangeAddress(string id, EmailAddress address, Actor by, CancellationToken cancellationToken) => database.Writer.Write<HelpOutcome>(
        db =>
        {
            if (Helped.Find(db, id) is not { } person)
            {
                return new HelpOutcome.Unknown();
            }

            if (PersonRows.Find(db, address) is { } known)
            {
                return known.Id == id ? new HelpOutcome.Same() : new HelpOutcome.Taken();
            }

            Registration.End(db, address);
            if (person.State == nameof(PersonState.Invited))
            {
                Write(db, id, address, confirmed: false);
                db.Execute("UPDATE customer_invitation SET address = $2 WHERE person = $1", id, address.Text);
                Note(db, by, "person.address_changed", id, person.Email, address.Text);
                return Invite(db, id, person.At(address.Text), by);
            }

            mail.NewAddress(db, person.At(address.Text), codes.Issue(db, PersonCodes.NewAddress, id, address.Text));
            Note(db, by, "person.address_change_asked", id, person.Email, address.Text);
            return new HelpOutcome.Done(null);
        },
        cancellationToken);

    /// <returns>the address that the mailed link is to prove; null: it has expired, was used, or somebody else has the address by now</returns>
    public EmailAddress? Asked(string? code) => database.Read(db => Asked(db, codes.Find(db, PersonCodes.NewAddress, code)));

    /// <summary>Whoever can read that mail has the new address. What was mailed to the old one is worth nothing from then on.</summary>
    public Task<bool> ConfirmAddress(string? code, Actor by, CancellationToken cancellationToken) => database.Writer.Write(
        db =>
        {
            var issued = codes.Take(db, PersonCodes.NewAddress, code);
            if (Asked(db, issued) is not { } address || Helped.Find(db, issued!.PersonId) is not { } person)
            {
                return false;
            }

            Registration.End(db, address);
            Write(db, issued.PersonId, address, confirmed: true);
            PersonCodes.Revoke(db, PersonCodes.Reset, issued.PersonId);
            mail.AddressChanged(db, person.At(person.Email), address.Text);
            Note(db, by with { Who = issued.PersonId }, "person.address_changed", issued.PersonId, person.Email, address.Text);
            return true;
        },
        cancellationToken);

    /// <summary>Only for whoever has not come yet: the link that they have is worth nothing from then on.</summary>
    public Task<HelpOutcome> InviteAgain(string id, Actor by, CancellationToken cancellationToken) => database.Writer.Write<HelpOutcome>(
        db => Helped.Find(db, id) switch
        {
            null => new HelpOutcome.Unknown(),
            { State: nameof(PersonState.Invited) } person => Invite(db, id, person.At(person.Email), by),
            _ => new HelpOutcome.NotNeeded(),
        },
        cancellationToken);

    /// <summary>They sign in by their password alone, or a passkey, until they set one up again. The next key is another: whoever found the lost device has nothing.</summary>
    public Task<HelpOutcome> ResetSecondFactor(string id, Actor by, CancellationToken cancellationToken) => database.Writer.Write<HelpOutcome>(
        db =>
        {
            if (Helped.Find(db, id) is not { } person)
            {
                return new HelpOutcome.Unknown();
            }

            if (db.Execute("UPDATE person SET TwoFactorEnabled = 0, ConcurrencyStamp = $2 WHERE Id = $1 AND TwoFactorEnabled = 1", id, Guid.NewGuid().ToString()) == 0)
            {
                return new HelpOutcome.NotNeeded();
            }

            db.Execute("DELETE FROM person_token WHERE UserId = $1 AND Name IN ('AuthenticatorKey', 'RecoveryCodes')", id);
            mail.SecondFactorReset(db, person.At(person.Email));
            audit.Append(db, new AuditEntry(by, "person.second_factor_reset", id));
            return new HelpOutcome.Done(null);
        },
        cancellationToken);

    /// <summary>A customer who invited them stays whom they join by the link.</summary>
    private HelpOutcome.Done Invite(Session db, string id, Recipient to, Actor by)
    {
        var customer = db.Text("SELECT data FROM person_code WHERE person_id = $1 AND purpose = $2 AND expires > $3", id, PersonCodes.Invitation.Name, time.GetUtcNow());
        var code = codes.Issue(db, PersonCodes.Invitation, id, customer);
        mail.Invitation(db, to, code, by, customer is null ? null : db.Text("SELECT name FROM customer WHERE id = $1", customer));
        audit.Append(db, new AuditEntry(by, "person.invited_again", id));
        return new HelpOutcome.Done(mail.InvitationLink(code));
    }

    private static EmailAddress? Asked(Session db, IssuedCode? issued) => issued?.Data is { } data && EmailAddress.Parse(data) is { } address && PersonRows.Find(db, address) is null ? address : null;

    private static void Write(Session db, string id, EmailAddress address, bool confirmed) => db.Execute(
        "UPDATE person SET Email = $2, UserName = $2, NormalizedEmail = $3, NormalizedUserName = $3, EmailConfirmed = $4, ConcurrencyStamp = $5 WHERE Id = $1", id, address.Text, PersonRows.Normalized(address), confirmed, Guid.NewGuid().ToString());

    /// <summary>The audit holds numbers and no addresses: of these, whose they are on either side is enough to find it.</summary>
    private void Note(Session db, Actor by, string what, string id, string before, string after) =>
        audit.Append(db, new AuditEntry(by, what, id) { Details = new JsonObject { ["from"] = HostOf(before), ["to"] = HostOf(after) } });

    private static string HostOf(string address) => address[(address.LastIndexOf('@') + 1)..];

    private sealed record Helped(string Email, string? Name, string? Language, string State)
    {
        public static Helped? Find(Session db, string id) =>
            db.One("SELECT Email, Name, Language, State FROM person WHERE Id = $1", static row => new Helped(row.Text(0), row.TextOrNull(1), row.TextOrNull(2), row.Text(3)), id);

        public Recipient At(string address) => new(address, Name, Language);
    }
}

internal abstract record HelpOutcome
{
    private HelpOutcome()
    {
    }

    /// <param name="Link">that was mailed, for handing over by other means; null: nothing that may be handed over</param>
    internal sealed record Done(string? Link) : HelpOutcome;

    internal sealed record Unknown : HelpOutcome;

    /// <summary>Somebody else has that address.</summary>
    internal sealed record Taken : HelpOutcome;

    /// <summary>It is theirs already.</summary>
    internal sealed record Same : HelpOutcome;

    /// <summary>They have come already, or have no second factor.</summary>
    internal sealed record NotNeeded : HelpOutcome;
}
