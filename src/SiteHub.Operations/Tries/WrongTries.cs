using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SiteHub.Operations.Tries;

/// <summary>
/// How often somebody showed a wrong secret, key, code or signature: by what it was tried on from one place, and by the place. Whoever has the right
/// one is not locked out by those who guess elsewhere: no count stops a place that has shown nothing wrong, nor one that has shown the right one
/// lately for what others next to it do. In memory, bounded: what is guessed here is too long to be found by beginning anew after a restart.
/// </summary>
public sealed class WrongTries(TimeProvider time, int capacity = 20_000)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const int MostByPair = 10;
    private const int MostByPlace = 50;

    /// <summary>So many wrong ones for the same thing from everywhere are no mistakes: then each place has few tries.</summary>
    private const int ManyByThing = 100;

    private const int MostByPairThen = 2;

    private static readonly TimeSpan RightLately = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<Key, Count> _wrong = new();
    private readonly ConcurrentDictionary<Key, DateTimeOffset> _right = new();

    /// <param name="thing">what it is tried on, such as <c>client acme</c>; known or not</param>
    /// <param name="from">behind the trusted proxies</param>
    /// <returns>null: it may be looked at; else how long nothing from there is</returns>
    public TimeSpan? Wait(string thing, IPAddress? from)
    {
        if (_wrong.IsEmpty)
        {
            return null;
        }

        var (now, place) = (time.GetUtcNow(), Place(from));
        var pair = new Key(thing, place);
        var isKnown = _right.TryGetValue(pair, out var right) && right + RightLately > now;
        var most = !isKnown && Of(new Key(thing, null), now).Wrong >= ManyByThing ? MostByPairThen : MostByPair;
        return Left(Of(pair, now), most, now) ?? (isKnown ? null : Left(Of(new Key(null, place), now), MostByPlace, now));
    }

    public void Wrong(string thing, IPAddress? from)
    {
        var (now, place) = (time.GetUtcNow(), Place(from));
        Add(new Key(thing, place), now);
        Add(new Key(null, place), now);
        Add(new Key(thing, null), now);
    }

    public void Right(string thing, IPAddress? from)
    {
        var (now, pair) = (time.GetUtcNow(), new Key(thing, Place(from)));
        _wrong.TryRemove(pair, out _);
        if (!_right.TryGetValue(pair, out var before) || before + Window < now)
        {
            MakeRoom(_right, static at => at, static at => at.UtcTicks);
            _right[pair] = now;
        }
    }

    private static TimeSpan? Left(Count count, int most, DateTimeOffset now) => count.Wrong >= most ? count.Since + Window - now : null;

    private Count Of(Key key, DateTimeOffset now) => _wrong.TryGetValue(key, out var count) && count.Since + Window > now ? count : new Count(0, now);

    private void Add(Key key, DateTimeOffset now)
    {
        MakeRoom(_wrong, static count => count.Since, static count => count.Wrong);
        _wrong.AddOrUpdate(key, static (_, now) => new Count(1, now), static (_, count, now) => count.Since + Window > now ? count with { Wrong = count.Wrong + 1 } : new Count(1, now), now);
    }

    /// <summary>Those go first whose time is over, then those that count least: a flood of new places does not wash away what was counted of one.</summary>
    private void MakeRoom<T>(ConcurrentDictionary<Key, T> of, Func<T, DateTimeOffset> since, Func<T, long> weight)
    {
        if (of.Count < capacity)
        {
            return;
        }

        var before = time.GetUtcNow() - (ReferenceEquals(of, _right) ? RightLately : Window);
        var all = of.ToArray();
        var over = all.Where(entry => since(entry.Value) < before).ToList();
        foreach (var entry in over.Count > capacity / 4 ? over : [.. all.OrderBy(entry => weight(entry.Value)).Take(capacity / 2)])
        {
            of.TryRemove(entry.Key, out _);
        }
    }

    /// <summary>A household has a /64 of IPv6 to itself: counted by address, it would never run out.</summary>
    private static UInt128 Place(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (address is null)
        {
            return UInt128.MaxValue;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        plain.TryWriteBytes(bytes, out _);
        if (plain.AddressFamily == AddressFamily.InterNetworkV6)
        {
            bytes[8..].Clear();
        }
        else
        {
            bytes[15] = 4;
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <param name="Thing">null: whatever it was</param>
    /// <param name="Place">null: wherever it came from</param>
    private readonly record struct Key(string? Thing, UInt128? Place);

    private readonly record struct Count(int Wrong, DateTimeOffset Since);
}
