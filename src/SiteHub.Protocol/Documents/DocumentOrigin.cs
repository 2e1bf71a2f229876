using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Documents;

/// <summary>Where a change began, and by which sites it came: a router skips every site already on the path, so that no echo goes round.</summary>
/// <param name="Site">slug of the site at which somebody made the change</param>
/// <param name="Event">id of the change there</param>
/// <param name="Path">slugs in order, <paramref name="Site"/> first, the site that tells it last; never empty</param>
public sealed record DocumentOrigin(string Site, string Event, IReadOnlyList<string> Path)
{
    internal static DocumentOrigin Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? site = null;
        string? happened = null;
        IReadOnlyList<string>? path = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("site"u8))
            {
                site = reader.Text();
            }
            else if (reader.Name.SequenceEqual("event"u8))
            {
                happened = reader.Text();
            }
            else if (reader.Name.SequenceEqual("path"u8))
            {
                path = ReadPath(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new DocumentOrigin(reader.Require(site, entered, "site"), reader.Require(happened, entered, "event"), reader.Require(path, entered, "path"));
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("origin"u8);
        writer.WriteString("site"u8, Site);
        writer.WriteString("event"u8, Event);
        writer.WriteTexts("path"u8, Path);
        writer.WriteEndObject();
    }

    private static List<string> ReadPath(ref StrictReader reader)
    {
        var entered = reader.EnterArray();
        var path = new List<string>(1);
        while (reader.NextItem())
        {
            path.Add(reader.Text("the slug of a site"));
        }

        return path.Count > 0 ? path : throw reader.Inconsistent(entered, "an empty array", "at least one site");
    }
}
