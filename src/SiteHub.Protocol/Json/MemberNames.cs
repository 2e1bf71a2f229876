using System.Runtime.InteropServices;
using System.Text.Json;

namespace SiteHub.Protocol.Json;

/// <summary>
/// The member names of the objects that are open at one moment, to notice a name that comes twice. They lie on one stack, so that a
/// message of any size needs no allocation as long as its objects are small.
/// </summary>
internal sealed class MemberNames
{
    /// <summary>Up to here a vectorised search through the hashes is the fastest; beyond, it would be quadratic in what a peer sends.</summary>
    private const int SearchUpTo = 64;

    /// <summary>What stays allocated between messages.</summary>
    private const int KeepUpTo = 4096;

    [ThreadStatic]
    private static MemberNames? idle;

    private readonly int[] _starts = new int[StrictReader.DepthLimit + 1];
    private readonly HashSet<int>?[] _sets = new HashSet<int>?[StrictReader.DepthLimit + 1];
    private int[] _hashes = new int[256];
    private (int Start, int Length)[] _spans = new (int, int)[256];
    private int _count;
    private int _open;

    public static MemberNames Rent()
    {
        var names = idle ?? new MemberNames();
        idle = null;
        names._count = 0;
        names._open = 0;
        return names;
    }

    public void Return()
    {
        Array.Clear(_sets);
        if (_hashes.Length <= KeepUpTo)
        {
            idle = this;
        }
    }

    public void OpenObject()
    {
        _starts[++_open] = _count;
        _sets[_open] = null;
    }

    public void CloseObject() => _count = _starts[_open--];

    /// <summary>Adds a name to the innermost open object.</summary>
    /// <param name="name">the name with escapes resolved</param>
    /// <param name="utf8">the whole message</param>
    /// <param name="start">where the name stands in it, escapes and all, without its quotes</param>
    /// <param name="length">how long it is there</param>
    /// <returns>false if the object has that name already</returns>
    public bool Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8, int start, int length)
    {
        var hash = Hash(name);
        var first = _starts[_open];
        if (IsKnown(hash, first) && IsSame(name, utf8, hash, first))
        {
            return false;
        }

        if (_count == _hashes.Length)
        {
            Array.Resize(ref _hashes, _count * 2);
            Array.Resize(ref _spans, _count * 2);
        }

        _hashes[_count] = hash;
        _spans[_count++] = (start, length);
        return true;
    }

    private bool IsKnown(int hash, int first)
    {
        var size = _count - first;
        if (size < SearchUpTo)
        {
            return _hashes.AsSpan(first, size).Contains(hash);
        }

        // A set of its own for each such object: one that was grown by a huge object would be slow to clear for each small one.
        var set = _sets[_open] ??= [.. _hashes.AsSpan(first, size)];
        return !set.Add(hash);
    }

    private bool IsSame(ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8, int hash, int first)
    {
        for (var i = first; i < _count; i++)
        {
            if (_hashes[i] == hash && Equal(name, utf8.Slice(_spans[i].Start - 1, _spans[i].Length + 2)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Equal(ReadOnlySpan<byte> name, ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.ValueTextEquals(name);
    }

    /// <summary>The framework's own randomised string hash (Marvin): a peer cannot choose names that collide.</summary>
    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(name));
        return (name.Length & 1) == 0 ? hash : (hash * 31) + name[^1] + 1;
    }
}
