using System.Text;

namespace SiteHub.Operations.Receiving;

/// <summary>What a signature is made over: literal text, id and time, and at its end or within it the body as it was sent.</summary>
internal sealed class SignedText
{
    private const string Body = "{body}";
    private static readonly string[] Known = ["{timestamp}", "{id}"];

    private readonly string _before;
    private readonly string _after;

    private SignedText(string before, string after)
    {
        _before = before;
        _after = after;
    }

    public bool HasTimestamp => Has("{timestamp}");

    public bool HasId => Has("{id}");

    /// <exception cref="FormatException">what was found and expected</exception>
    public static SignedText Parse(string text)
    {
        var at = text.IndexOf(Body, StringComparison.Ordinal);
        if (at < 0 || text.IndexOf(Body, at + 1, StringComparison.Ordinal) >= 0)
        {
            throw new FormatException("a text with {body} once in it, such as {timestamp}.{body}: what is not signed could be anybody's");
        }

        var signed = new SignedText(text[..at], text[(at + Body.Length)..]);
        var rest = Known.Aggregate(signed._before + '\n' + signed._after, static (left, known) => left.Replace(known, "", StringComparison.Ordinal));
        if (rest.AsSpan().ContainsAny('{', '}'))
        {
            throw new FormatException("of what stands in braces there are {body}, {timestamp} and {id}");
        }

        // Two that touch could be cut otherwise, and one signature would do for two messages.
        return text.Contains("}{", StringComparison.Ordinal) ? throw new FormatException("something between {timestamp}, {id} and {body}, such as a full stop") : signed;
    }

    /// <summary>Whether a given id cannot be taken for more than itself.</summary>
    public bool Takes(string id)
    {
        var at = (_before + Body + _after).IndexOf("{id}", StringComparison.Ordinal);
        var next = at < 0 ? '\0' : (_before + Body + _after + '\0')[at + "{id}".Length];
        return id.Length is > 0 and <= 256 && !id.AsSpan().ContainsAnyExceptInRange('!', '~') && !id.Contains(next, StringComparison.Ordinal);
    }

    public byte[] Of(ReadOnlySpan<byte> body, string? timestamp, string? id)
    {
        string Fill(string part) => part.Replace("{timestamp}", timestamp, StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(Fill(_before)), .. body, .. Encoding.UTF8.GetBytes(Fill(_after))];
    }

    private bool Has(string part) => _before.Contains(part, StringComparison.Ordinal) || _after.Contains(part, StringComparison.Ordinal);
}
