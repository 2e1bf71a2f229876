using System.Diagnostics.CodeAnalysis;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol;

/// <summary>
/// What a link can carry: JSON by RFC 8259 within the limits of I-JSON (RFC 7493, section 2) that keep two readers from understanding
/// the same bytes differently. A save checks it, so that the log never holds what the other side would refuse.
/// </summary>
public static class StrictJson
{
    /// <summary>
    /// Refuses malformed JSON (NaN, comments, trailing commas and trailing content among it), bytes that are not UTF-8 or begin with a
    /// byte order mark, a name twice in one object (compared with escapes resolved), halves of surrogate pairs, too deep a nesting.
    /// </summary>
    /// <param name="utf8">the text; its root may be any value</param>
    /// <param name="maxDepth">levels of objects and arrays, from 1 to 256; the root is the first. See <see cref="LinkLimits.MaxDocDepth"/>.</param>
    /// <param name="fault">where, what was found and what was expected; null if there is none</param>
    public static bool TryCheck(ReadOnlySpan<byte> utf8, int maxDepth, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            StrictReader.Check(utf8, maxDepth);
            fault = null;
            return true;
        }
        catch (LinkMessageException e)
        {
            fault = e.Message;
            return false;
        }
    }
}
