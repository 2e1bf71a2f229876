using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.People;

/// <summary>
/// Somebody asks for an account, or for a new password. Whoever asks learns nothing here: the answer goes to the address, and the work is the same
/// whether there is an account or not. A registration is no account: it is an address and a mailed link, and who follows that link says who they are and
/// chooses the password. So nobody can prepare an account for somebody else's address, and nothing that they typed is mailed there.
/// </summary>
internal sealed class Registration(Database database, SignInAttempts attempts, Passwords passwords, PersonCodes codes, PersonMail mail, AuditTrail audit, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public async Task Ask(EmailAddress address, string language, IPAddress? from, Actor by)
    {
        if (await MayMail(address, from))
        {
            await database.Writer.Write(db =>
            {
                var known = PersonRows.Find(db, address);
                audit.Append(db, new AuditEntry(by, "person.registration_asked", known?.Id));
                switch (known?.State)
                {
                    case null:
                        mail.Verification(db, new Recipient(address.Text, null, language), Issue(db, address, language));
                        break;
                    case PersonState.Invited:
                        mail.Invitation(db, Recipient.Of(known), codes.Issue(db, PersonCodes.Invitation, known.Id));
                        break;
                    case PersonState.AwaitsApproval:
                        mail.Waiting(db, Recipient.Of(known));
                        break;
                    case PersonState.Disabled:
                        mail.Closed(db, Recipient.Of(known));
                        break;
                    default:
                        mail.AlreadyThere(db, Recipient.Of(known));
                        break;
                }
            });
        }
    }

    public async Task Forgot(EmailAddress address, IPAddress? from, Actor by)
    {
        if (await MayMail(address, from))
        {
            await database.Writer.Write(db =>
            {
                var known = PersonRows.Find(db, address);
                audit.Append(db, new AuditEntry(by with { Who = "anonymous" }, "person.reset_asked", known?.Id));
                switch (known?.State)
                {
                    case PersonState.Active:
                        mail.Reset(db, Recipient.Of(known), codes.Issue(db, PersonCodes.Reset, known.Id));
                        break;
                    case PersonState.Invited:
                        mail.Invitation(db, Recipient.Of(known), codes.Issue(db, PersonCodes.Invitation, known.Id));
                        break;
                }
            });
        }
    }

    /// <summary>Whose address the link proves; null: it is not good any more.</summary>
    public EmailAddress? Find(string? code) => database.Read(db => Find(db, code)).Address;

    /// <returns>false: the link is not good any more</returns>
    public async Task<bool> Confirm(string? code, PersonName name, string password, Actor by)
    {
        if (Find(code) is null)
        {
            return false;
        }

        // Before the transaction: in it, it would hold up everybody's writes.
        var hash = await passwords.Hash(password, CancellationToken.None);
        return await database.Writer.Write(db =>
        {
            if (Find(db, code) is not { Address: { } address } asked)
            {
                return false;
            }

            End(db, address);
            var id = PersonRows.Insert(db, address, PersonState.AwaitsApproval, time.GetUtcNow(), name, asked.Language, hash);
            audit.Append(db, new AuditEntry(by with { Who = id }, "person.registered", null));
            return true;
        });
    }

    /// <summary>Whoever is invited, or has come by another way, need not be asked any more.</summary>
    public static void End(Session db, EmailAddress address) => db.Execute("DELETE FROM registration WHERE address = $1", address.Text);

    public Task<int> Trim(CancellationToken cancellationToken) => database.Writer.Write(db => db.Execute("DELETE FROM registration WHERE expires <= $1", time.GetUtcNow()), cancellationToken);

    /// <summary>Too many from one place, or to one address, are told the same, and nothing is sent.</summary>
    private Task<bool> MayMail(EmailAddress address, IPAddress? from) =>
        attempts.Take("mail to " + (database.Read(db => PersonRows.Find(db, address))?.Id ?? address.Text), null, from, CancellationToken.None);

    private string Issue(Session db, EmailAddress address, string language)
    {
        var now = time.GetUtcNow();
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

        // The links before it stay good: a stranger who asks again must not make the owner's worthless.
        db.Execute("INSERT INTO registration (code, address, language, expires) VALUES ($1, $2, $3, $4)", Hash(code), address.Text, language, now + Lifetime);
        return code;
    }

    private (EmailAddress? Address, string? Language) Find(Session db, string? code) => string.IsNullOrEmpty(code)
        ? default
        : db.One("SELECT address, language FROM registration WHERE code = $1 AND expires > $2", static row => (EmailAddress.Parse(row.Text(0)), row.TextOrNull(1)), Hash(code), time.GetUtcNow()) is { Item1: { } address } found && PersonRows.Find(db, address) is null
            ? found
            : default;

    private static string Hash(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
