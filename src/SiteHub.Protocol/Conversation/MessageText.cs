using System.Text;

namespace SiteHub.Protocol.Conversation;

/// <summary>A message's text as both sides keep it: plain, its lines ended by <c>\n</c>, without what only moves a cursor.</summary>
public static class MessageText
{
    /// <summary>Without the blank around it; empty where there is nothing to read.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            // What was no text stands in it as U+FFFD.
            if (rune.Value is '\n' or '\t' || (!Rune.IsControl(rune) && rune != Rune.ReplacementChar))
            {
                plain.Append(rune.ToString());
            }
        }

        return plain.ToString().Trim();
    }

    /// <summary>The beginning of one that is too long, said to be no more than that.</summary>
    public static string Cut(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= most)
        {
            return text;
        }

        var end = most - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }
}
