using Microsoft.AspNetCore.Identity;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.People;

/// <summary>Codes of an authenticator app (RFC 6238), each accepted once, and recovery codes.</summary>
internal sealed class SecondFactor(UserManager<Person> people, IUserStore<Person> store, Database database, TimeProvider time)
{
    /// <summary>Longer than any code is valid, with a clock that is a minute wrong.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private readonly IUserAuthenticatorKeyStore<Person> _keys = (IUserAuthenticatorKeyStore<Person>)store;

    /// <summary>The key to be set up; made at the first question. Setting up or turning off is not done through the manager: it would end every session, this one too.</summary>
    public async Task<string> Key(Person person)
    {
        if (await people.GetAuthenticatorKeyAsync(person) is { Length: > 0 } key)
        {
            return key;
        }

        key = people.GenerateNewAuthenticatorKey();
        await _keys.SetAuthenticatorKeyAsync(person, key, CancellationToken.None);
        await people.UpdateAsync(person);
        return key;
    }

    public async Task Turn(Person person, bool on)
    {
        person.TwoFactorEnabled = on;
        if (!on)
        {
            await _keys.SetAuthenticatorKeyAsync(person, people.GenerateNewAuthenticatorKey(), CancellationToken.None);
        }

        await people.UpdateAsync(person);
    }

    public async Task<bool> Accept(Person person, string typed)
    {
        var code = typed.Replace(" ", "", StringComparison.Ordinal).Trim();
        return code.Length == 6 && code.All(char.IsAsciiDigit)
            ? await IsRight(person, code)
            : (await people.RedeemTwoFactorRecoveryCodeAsync(person, code.ToUpperInvariant())).Succeeded;
    }

    /// <summary>Whoever saw a code over somebody's shoulder must not use it after them (RFC 6238, section 5.2).</summary>
    public async Task<bool> IsRight(Person person, string code)
    {
        if (!await people.VerifyTwoFactorTokenAsync(person, TokenOptions.DefaultAuthenticatorProvider, code))
        {
            return false;
        }

        return await database.Writer.Write(db =>
        {
            var now = time.GetUtcNow();
            db.Execute("DELETE FROM used_code WHERE at < $1", now - Remembered);
            return db.Execute("INSERT INTO used_code (person_id, code, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", person.Id, code, now) > 0;
        });
    }
}
