using System.Text;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// Text with <c>{{ doc.field }}</c> in it, for URLs and headers. No language: what a value is encoded for depends on where it stands, and
/// is not left to the person who writes it. <c>| urlencode</c>, which Frappe's URLs carry, is understood and changes nothing.
/// </summary>
internal sealed class PlaceholderTemplate
{
    /// <summary>What a path may begin with.</summary>
    public static readonly IReadOnlyList<string> Roots = ["doc", "before", "docType", "name", "site", "event", "revision"];

    private readonly Placeholder[] _parts;

    private PlaceholderTemplate(Placeholder[] parts) => _parts = parts;

    public IReadOnlyList<Placeholder> Parts => _parts;

    public static PlaceholderTemplate Literal(string text) => new([new Placeholder(text, [])]);

    /// <exception cref="FormatException">what was found and expected</exception>
    public static PlaceholderTemplate Parse(string text)
    {
        var parts = new List<Placeholder>();
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                throw new FormatException("a placeholder begins with {{ and ends with }}; one is not closed");
            }

            if (open > at)
            {
                parts.Add(new Placeholder(text[at..open], []));
            }

            parts.Add(new Placeholder(null, Path(text[(open + 2)..close])));
            at = close + 2;
        }

        if (at < text.Length || parts.Count == 0)
        {
            parts.Add(new Placeholder(text[at..], []));
        }

        return new PlaceholderTemplate([.. parts]);
    }

    public string Render(Func<string[], string> value, Func<string, string> encode)
    {
        if (_parts is [{ Text: { } whole }])
        {
            return whole;
        }

        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part.Text ?? encode(value(part.Path)));
        }

        return text.ToString();
    }

    private static string[] Path(string inner)
    {
        var filter = inner.IndexOf('|', StringComparison.Ordinal);
        var path = filter < 0 || inner[(filter + 1)..].Trim() is "urlencode" or "url_encode" ? inner[..(filter < 0 ? inner.Length : filter)].Trim().Split('.') : [];
        return path.Length > 0 && path.All(static part => part.Length > 0 && part.All(static c => char.IsLetterOrDigit(c) || c == '_')) && Roots.Contains(path[0]) && (path[0] is "doc" or "before") == path.Length > 1
            ? path
            : throw new FormatException($"a placeholder is a field, like {{{{ doc.name }}}}, and begins with one of {string.Join(", ", Roots)}; this is none: {{{{{inner}}}}}");
    }
}
