using Microsoft.AspNetCore.Identity;

namespace SiteHub.Hub.People;

/// <summary>Does for an account that does not exist the work that one that exists costs, so that the time tells nobody which it was.</summary>
internal sealed class UnknownAccount
{
    private readonly Person _nobody = new();
    private readonly Lazy<string> _hash;
    private readonly IPasswordHasher<Person> _hasher;

    public UnknownAccount(IPasswordHasher<Person> hasher)
    {
        _hasher = hasher;
        _hash = new(() => hasher.HashPassword(_nobody, Guid.NewGuid().ToString()));
    }

    public void Verify(string password) => _hasher.VerifyHashedPassword(_nobody, _hash.Value, password);
}
