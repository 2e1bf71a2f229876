using System.Collections.Concurrent;

namespace SiteHub.Delivery.Tokens;

/// <summary>
/// Tokens already validated, by their hash, until they expire: a link presents the same token thousands of times a second, and
/// checking a signature and a database row each time would cost more than the work itself. Bounded; thread-safe.
/// </summary>
public sealed class RememberedTokens(TimeProvider time, int capacity = 10_000)
{
    private readonly ConcurrentDictionary<TokenHash, RememberedToken> _tokens = new();
    private long _evictions;

    /// <summary>To be read before a validation begins, and handed to <see cref="Remember"/> after it.</summary>
    public long Generation => Interlocked.Read(ref _evictions);

    /// <returns>what the token says; null if it is not remembered or has expired</returns>
    public RememberedToken? Find(ReadOnlySpan<char> token)
    {
        if (!TokenHash.TryOf(token, out var hash) || !_tokens.TryGetValue(hash, out var found))
        {
            return null;
        }

        if (found.Expires > time.GetUtcNow())
        {
            return found;
        }

        _tokens.TryRemove(hash, out _);
        return null;
    }

    /// <summary>
    /// Remembers a token that was found valid, unless anything was evicted since <paramref name="generation"/>: a token revoked
    /// while it was being validated must not be remembered as valid.
    /// </summary>
    public void Remember(ReadOnlySpan<char> token, RememberedToken found, long generation)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (!TokenHash.TryOf(token, out var hash))
        {
            return;
        }

        if (_tokens.Count >= capacity)
        {
            MakeRoom();
        }

        _tokens[hash] = found;
        if (Generation != generation)
        {
            _tokens.TryRemove(hash, out _);
        }
    }

    /// <summary>Forgets every token of which that is true. To be called after what revokes them has committed: a token that is validated from now on is validated against it.</summary>
    public void Evict(Func<RememberedToken, bool> which)
    {
        ArgumentNullException.ThrowIfNull(which);
        Interlocked.Increment(ref _evictions);
        foreach (var (hash, token) in _tokens)
        {
            if (which(token))
            {
                _tokens.TryRemove(hash, out _);
            }
        }
    }

    public void EvictAll()
    {
        Interlocked.Increment(ref _evictions);
        _tokens.Clear();
    }

    private void MakeRoom()
    {
        var now = time.GetUtcNow();
        foreach (var (hash, token) in _tokens)
        {
            if (token.Expires <= now)
            {
                _tokens.TryRemove(hash, out _);
            }
        }

        // Still full of living ones: they are validated again when they next appear, which is slower but right.
        if (_tokens.Count >= capacity)
        {
            _tokens.Clear();
        }
    }
}
