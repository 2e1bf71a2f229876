using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.People;

/// <summary>Makes the people of the configuration those of the site. What the file no longer names is disabled; what was made elsewhere stays.</summary>
internal sealed class DeclaredUsers(SiteOptions options, IServiceScopeFactory scopes)
{
    public async Task Apply(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SiteDbContext>();
        var users = await context.Users.ToDictionaryAsync(user => user.Email, StringComparer.OrdinalIgnoreCase, cancellationToken);
        var keys = await context.ApiKeys.ToDictionaryAsync(key => key.Key, cancellationToken);
        foreach (var entry in options.Site.Users)
        {
            var user = Declare(context, users, entry);
            if (entry.ApiKey is { } key)
            {
                Declare(context, keys, user, key);
            }
        }

        var declared = options.Site.Users.Select(user => user.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var user in users.Values.Where(user => user.Origin == Origin.Declared && !declared.Contains(user.Email)))
        {
            user.Disabled = true;
        }

        var declaredKeys = options.Site.Users.Select(user => user.ApiKey?.Key).ToHashSet();
        context.ApiKeys.RemoveRange(keys.Values.Where(key => key.Origin == Origin.Declared && !declaredKeys.Contains(key.Key)));
        await context.SaveChangesAsync(cancellationToken);
    }

    private static SiteUser Declare(SiteDbContext context, Dictionary<string, SiteUser> users, UserEntry entry)
    {
        if (!users.TryGetValue(entry.Email, out var user))
        {
            user = new SiteUser { Email = entry.Email, Kind = entry.Kind, Roles = [], Origin = Origin.Declared };
            users.Add(entry.Email, user);
            context.Add(user);
        }

        user.Kind = entry.Kind;
        user.Origin = Origin.Declared;
        user.Disabled = false;
        if (!user.Roles.SequenceEqual(entry.Roles))
        {
            user.Roles = [.. entry.Roles];
        }

        return user;
    }

    private static void Declare(SiteDbContext context, Dictionary<string, ApiKey> keys, SiteUser user, ApiKeyEntry entry)
    {
        var hash = ApiKey.Hash(entry.Secret.Reveal());
        if (!keys.TryGetValue(entry.Key, out var key))
        {
            key = new ApiKey { Key = entry.Key, Email = user.Email, SecretHash = hash, Origin = Origin.Declared };
            keys.Add(entry.Key, key);
            context.Add(key);
        }

        key.Email = user.Email;
        key.Origin = Origin.Declared;
        if (!key.SecretHash.AsSpan().SequenceEqual(hash))
        {
            key.SecretHash = hash;
        }
    }
}
