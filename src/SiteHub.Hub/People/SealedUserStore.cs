using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using SiteHub.Delivery.Secrets;
using SiteHub.Hub.Storage;

namespace SiteHub.Hub.People;

/// <summary>Keeps authenticator keys and recovery codes sealed: who has the database alone cannot make a code.</summary>
internal sealed class SealedUserStore(HubDbContext context, SecretBox box, IdentityErrorDescriber? describer = null)
    : UserStore<Person, IdentityRole, HubDbContext, string>(context, describer)
{
    public override Task SetTokenAsync(Person user, string loginProvider, string name, string? value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        return base.SetTokenAsync(user, loginProvider, name, value is null ? null : box.Protect(Purpose(user, name), value), cancellationToken);
    }

    public override async Task<string?> GetTokenAsync(Person user, string loginProvider, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        return await base.GetTokenAsync(user, loginProvider, name, cancellationToken) is { } value ? box.Unprotect(Purpose(user, name), value) : null;
    }

    private static string Purpose(Person user, string name) => $"{name} of person {user.Id}";
}
