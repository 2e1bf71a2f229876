using System.Text;
using System.Text.Unicode;

namespace SiteHub.Operations.Values;

/// <summary>Text that others send is UTF-8, with its mark or without, or it is none: a reader that guesses writes a name wrongly, and nobody sees it.</summary>
public static class Utf8Text
{
    public const string Expected = "text in UTF-8; spreadsheets write it as “CSV UTF-8”";

    /// <param name="bytes">anything</param>
    /// <param name="line">the first that is none, from 1</param>
    /// <returns>the text without its byte order mark; null: it is no UTF-8</returns>
    public static string? Read(ReadOnlySpan<byte> bytes, out int line)
    {
        line = 1;
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        foreach (var part in bytes.Split((byte)'\n'))
        {
            if (!Utf8.IsValid(bytes[part]))
            {
                break;
            }

            line++;
        }

        return null;
    }
}
