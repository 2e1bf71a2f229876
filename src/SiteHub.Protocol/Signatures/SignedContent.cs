using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SiteHub.Protocol.Signatures;

/// <summary>What is signed: <c>id.timestamp.body</c>, the body's raw bytes (Standard Webhooks 1.0.0, "Signature scheme").</summary>
internal readonly ref struct SignedContent
{
    /// <summary>Longer ids do not occur; the bound keeps the prefix on the stack.</summary>
    public const int MaxIdLength = 256;

    private const int PrefixRoom = MaxIdLength + 24;

    private readonly string _id;
    private readonly long _timestamp;

    /// <param name="id">see <see cref="IsId"/></param>
    /// <param name="timestamp">Unix seconds</param>
    /// <param name="body">raw bytes</param>
    public SignedContent(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        _id = id;
        _timestamp = timestamp;
        Body = body;
    }

    public ReadOnlySpan<byte> Body { get; }

    /// <summary>
    /// Visible ASCII, as it goes into a header, and no full stop: else another cut between id, timestamp and body would give a second
    /// message with the same signature.
    /// </summary>
    public static bool IsId(ReadOnlySpan<char> id) => id.Length is > 0 and <= MaxIdLength && !id.ContainsAnyExceptInRange('!', '~') && !id.Contains('.');

    /// <summary>HMAC over the parts one after the other: a body of megabytes is not copied for it.</summary>
    public void AppendTo(IncrementalHash hash)
    {
        Span<byte> prefix = stackalloc byte[PrefixRoom];
        hash.AppendData(prefix[..WritePrefix(prefix)]);
        hash.AppendData(Body);
    }

    /// <summary>Ed25519 goes over its message twice, so it must lie in one piece.</summary>
    public T InOnePiece<T, TState>(TState state, Func<ReadOnlySpan<byte>, TState, T> use)
    {
        var room = ArrayPool<byte>.Shared.Rent(PrefixRoom + Body.Length);
        try
        {
            var length = WritePrefix(room);
            Body.CopyTo(room.AsSpan(length));
            return use(room.AsSpan(0, length + Body.Length), state);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    private int WritePrefix(Span<byte> room)
    {
        var length = Encoding.ASCII.GetBytes(_id, room);
        room[length++] = (byte)'.';
        _timestamp.TryFormat(room[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        room[length++] = (byte)'.';
        return length;
    }
}
