using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Storage;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.People;

/// <summary>The API keys in memory: every request shows one.</summary>
public sealed class KnownKeys(IServiceScopeFactory scopes, Database database)
{
    /// <summary>Compared with where a key is unknown, so that the time taken does not tell.</summary>
    private static readonly byte[] Nobody = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    private readonly ConcurrentDictionary<string, bool> _suspended = new(StringComparer.OrdinalIgnoreCase);

    private FrozenDictionary<string, (byte[] Hash, Caller Caller)> _keys = FrozenDictionary<string, (byte[], Caller)>.Empty;

    /// <summary>To be called at the start and whenever people or keys change.</summary>
    public async Task Load(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SiteDbContext>();
        var users = await context.Users.AsNoTracking().Where(user => !user.Disabled).ToDictionaryAsync(user => user.Email, cancellationToken);
        var keys = await context.ApiKeys.AsNoTracking().ToListAsync(cancellationToken);
        foreach (var email in database.Read(static session => session.Many("SELECT email FROM hub_user WHERE disabled = 1 AND email IS NOT NULL", static row => row.Text(0))))
        {
            Suspend(email);
        }

        _keys = keys.Where(key => users.ContainsKey(key.Email))
            .ToFrozenDictionary(key => key.Key, key => (key.SecretHash, new Caller(key.Email, users[key.Email].Roles)));
    }

    /// <summary>Whom the hub disabled is disabled here at once, whatever keys they hold.</summary>
    public void Suspend(string email) => _suspended[email] = true;

    public void Resume(string email) => _suspended.TryRemove(email, out _);

    /// <summary>Whose roles are others from now on: so are those of their keys.</summary>
    public void Give(string email, IReadOnlyList<string> roles)
    {
        if (_keys.Values.Any(key => Is(key.Caller)))
        {
            _keys = _keys.ToFrozenDictionary(static key => key.Key, key => Is(key.Value.Caller) ? (key.Value.Hash, key.Value.Caller with { Roles = roles }) : key.Value);
        }

        bool Is(Caller caller) => caller.User.Equals(email, StringComparison.OrdinalIgnoreCase);
    }

    /// <returns>whose key and secret these are; null if nobody's</returns>
    public Caller? Of(string key, string secret)
    {
        var known = _keys.TryGetValue(key, out var entry);
        return CryptographicOperations.FixedTimeEquals(ApiKey.Hash(secret), known ? entry.Hash : Nobody) && known && !_suspended.ContainsKey(entry.Caller.User) ? entry.Caller : null;
    }
}
