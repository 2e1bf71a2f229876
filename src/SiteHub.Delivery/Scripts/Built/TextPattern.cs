using System.Text.RegularExpressions;
using SiteHub.Delivery.Patterns;

namespace SiteHub.Delivery.Scripts;

/// <summary>A pattern of <c>matches</c>: constant, small, and without backtracking, so that what it costs is known from the lengths.</summary>
internal sealed class TextPattern
{
    public const int Longest = 200;
    private const int LargestSize = 500;

    private readonly Pattern _pattern;
    private readonly int _size;

    /// <exception cref="FormatException">what is wrong with it, and what to write instead</exception>
    public TextPattern(string pattern)
    {
        if (pattern.Length > Longest)
        {
            throw new FormatException($"a pattern has at most {Longest} characters, and this one {pattern.Length:N0}");
        }

        _size = PatternSize.Of(pattern);
        if (_size > LargestSize)
        {
            throw new FormatException($"the pattern repeats too much: written out it would have {_size:N0} parts, and may have {LargestSize}");
        }

        try
        {
            _pattern = Pattern.Part(pattern, within: ScriptBounds.Time);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"this is no pattern that can be used ({e.Message.TrimEnd('.')}); there are neither references back nor looks ahead or behind", e);
        }
    }

    public bool IsIn(string text, Run run)
    {
        run.Pay(ScriptBounds.Container + ((double)text.Length * _size * 2));
        try
        {
            return _pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw run.Fault("the pattern takes too long on this text");
        }
    }
}

/// <summary>How many parts a pattern has once its repetitions are written out; rather too many than too few.</summary>
internal static class PatternSize
{
    private const int Unbounded = int.MaxValue / 4;

    public static int Of(string pattern)
    {
        var groups = new Stack<(long Size, long Last)>();
        var (size, last) = (0L, 0L);
        for (var at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '(':
                    groups.Push((size, last));
                    (size, last) = (0, 0);
                    break;
                case ')' when groups.Count > 0:
                    var inner = size + 1;
                    size = groups.Pop().Size + inner;
                    last = inner;
                    break;
                case '{' when Repetition(pattern, at) is { } times:
                    size = Math.Min(size + (last * times), Unbounded);
                    last = Math.Min(last * (times + 1), Unbounded);
                    at = pattern.IndexOf('}', at);
                    break;
                case '[':
                    at = ClassEnd(pattern, at);
                    (size, last) = (size + 1, 1);
                    break;
                case '*' or '+' or '?':
                    break;
                case '\\':
                    at++;
                    (size, last) = (size + 1, 1);
                    break;
                default:
                    (size, last) = (size + 1, 1);
                    break;
            }
        }

        while (groups.Count > 0)
        {
            size += groups.Pop().Size;
        }

        return (int)Math.Min(size, Unbounded);
    }

    private static long? Repetition(string pattern, int at)
    {
        var end = pattern.IndexOf('}', at);
        var bounds = end < 0 ? [] : pattern[(at + 1)..end].Split(',');
        return bounds.Length is 1 or 2 && bounds.Max(static b => b.Length == 0 ? 0 : int.TryParse(b, System.Globalization.NumberStyles.None, null, out var n) ? n : -1) is var most and >= 0
            ? most
            : null;
    }

    private static int ClassEnd(string pattern, int at)
    {
        var i = at + 1;
        i += i < pattern.Length && pattern[i] == '^' ? 1 : 0;
        i += i < pattern.Length && pattern[i] == ']' ? 1 : 0;
        for (; i < pattern.Length && pattern[i] != ']'; i++)
        {
            i += pattern[i] == '\\' ? 1 : 0;
        }

        return i;
    }
}
