using System.Globalization;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Mail;

namespace SiteHub.Hub.People;

/// <summary>The texts of what people are sent about their account, in their language.</summary>
internal sealed class PersonMail(Outbox outbox, HubOptions options, IStringLocalizer<PersonMailTexts> text)
{
    public string InvitationLink(string code) => Link("invitation", code);

    /// <param name="db">the transaction in which the code is made</param>
    /// <param name="to">whom</param>
    /// <param name="code">made for them</param>
    /// <param name="by">who invites; a person is named by their address, which was proved, and not by what they call themselves</param>
    /// <param name="customer">whose documents they will see</param>
    public void Invitation(Session db, Recipient to, string code, Actor? by = null, string? customer = null)
    {
        var inviter = by is null ? null : db.Text("SELECT Email FROM person WHERE Id = $1", by.Who);
        var lead = (inviter, customer) switch
        {
            (null, null) => "You have been invited to {0}. Follow this link within seven days to choose a password:",
            (null, _) => "You have been invited to {0}, to see the documents of {1}. Follow this link within seven days to choose a password:",
            (_, null) => "{2} invites you to {0}. Follow this link within seven days to choose a password:",
            _ => "{2} invites you to {0}, to see the documents of {1}. Follow this link within seven days to choose a password:",
        };
        Put(db, to, "Your invitation to {0}", lead, InvitationLink(code), customer, inviter);
    }

    public void Verification(Session db, Recipient to, string code) => Put(
        db, to, "Confirm your e-mail address for {0}", "Somebody, probably you, gave this address at {0}. Follow this link within a day to confirm it, and to choose a password:", Link("verify", code));

    public void Reset(Session db, Recipient to, string code) => Put(
        db, to, "Reset your password at {0}", "Somebody, probably you, asked to reset your password at {0}. Follow this link within an hour; if it was not you, do nothing:", Link("reset", code));

    public void AlreadyThere(Session db, Recipient to) => Put(
        db, to, "You already have an account at {0}", "Somebody, probably you, asked for an account at {0} with this address, but there is one. Sign in, or reset the password:", Link("forgot", null));

    public void Waiting(Session db, Recipient to) => Put(
        db, to, "Your request at {0} waits", "Somebody, probably you, asked for an account at {0} with this address once more. It is confirmed already, and somebody looks at it; you get a mail when it is ready.", Link("", null));

    public void Closed(Session db, Recipient to) => Put(
        db, to, "Your account at {0} is closed", "Somebody, probably you, asked for an account at {0} with this address. There is one, and it is closed; whoever runs this can open it again.", Link("", null));

    public void InvitedTo(Session db, Recipient to, string customer) => Put(
        db, to, "{1} invites you at {0}", "{1} invites you to see its documents at {0}. Sign in to say yes or no:", Link("members", null), customer);

    public void Approved(Session db, Recipient to) => Put(
        db, to, "Your account at {0} is ready", "Your account at {0} has been approved. You can sign in now:", Link("signin", null));

    public void Joined(Session db, Recipient to, string customer) => Put(
        db, to, "You now belong to {1} at {0}", "You have been made a member of {1} at {0}. Sign in to see its documents:", Link("documents", null), customer);

    public void PasswordChanged(Session db, Recipient to) => Put(
        db, to, "Your password at {0} was changed", "Your password at {0} was changed, and every other browser was signed out. If it was not you, reset it at once:", Link("forgot", null));

    public void NewAddress(Session db, Recipient to, string code) => Put(
        db, to, "Confirm your new e-mail address at {0}", "Whoever runs {0} was asked to change the e-mail address of your account to this one. Follow this link within a day to confirm it; if it is not yours, do nothing:", Link("address", code));

    /// <summary>To the old address.</summary>
    public void AddressChanged(Session db, Recipient to, string address) => Put(
        db, to, "Your e-mail address at {0} was changed", "You sign in at {0} with {1} from now on, and mails go there. If that is not right, tell whoever runs it at once:", Link("", null), address);

    public void SecondFactorReset(Session db, Recipient to) => Put(
        db, to, "Your second factor at {0} was taken off", "Whoever runs {0} took the second factor off your account. You sign in without one until you set it up again, which you should. If you did not ask for it, tell them at once:", Link("account/security", null));

    private void Put(Session db, Recipient to, string subject, string lead, string link, string? about = null, string? by = null)
    {
        var culture = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = to.Language is { } language ? CultureInfo.GetCultureInfo(language) : culture;
            var name = options.Hub.Name;
            var greeting = to.Name is { } person ? text["Hello {0},", person].Value : text["Hello,"].Value;
            outbox.Put(db, to.Email, text[subject, name, about ?? ""], $"{greeting}\n\n{text[lead, name, about ?? "", by ?? ""].Value}\n\n{link}\n\n{name}\n");
        }
        finally
        {
            CultureInfo.CurrentUICulture = culture;
        }
    }

    private string Link(string page, string? code) => new Uri(options.Hub.Url, code is null ? page : $"{page}?code={code}").AbsoluteUri;
}

/// <param name="Language">null: that of whoever asks now</param>
internal sealed record Recipient(string Email, string? Name, string? Language)
{
    public static Recipient Of(Person person) => new(person.Email!, person.Name, person.Language);

    public static Recipient Of(KnownPerson person) => new(person.Email, person.Name, person.Language);
}
