using System.Text.Json;
using SiteHub.Protocol.Files;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Actions;

/// <summary>The files that a member may give with an action.</summary>
/// <param name="Most">how many, from 1 to <see cref="MaxMost"/></param>
/// <param name="MostBytes">of one, at most <see cref="FileLimits.MaxBytes"/></param>
/// <param name="Endings">of their names, in small letters and without a dot; nothing else is taken</param>
/// <param name="IsRequired">at least one</param>
public sealed record ActionFiles(int Most, long MostBytes, IReadOnlyList<string> Endings, bool IsRequired)
{
    public const int MaxMost = 10;

    /// <summary>Endings of one action.</summary>
    public const int MaxEndings = 50;

    internal static ActionFiles Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        long? most = null, bytes = null;
        List<string>? endings = null;
        var required = false;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("most"u8))
            {
                most = reader.Integer(1, MaxMost);
            }
            else if (reader.Name.SequenceEqual("mostBytes"u8))
            {
                bytes = reader.Integer(1, FileLimits.MaxBytes);
            }
            else if (reader.Name.SequenceEqual("endings"u8))
            {
                endings = reader.List(static (ref reader) => reader.Text());
                if (endings.Count > MaxEndings)
                {
                    throw reader.Fault($"at most {MaxEndings} endings");
                }
            }
            else if (reader.Name.SequenceEqual("required"u8))
            {
                required = reader.Flag();
            }
            else
            {
                reader.Skip();
            }
        }

        return new ActionFiles((int)reader.Require(most, entered, "most"), reader.Require(bytes, entered, "mostBytes"), reader.Require(endings, entered, "endings"), required);
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("files"u8);
        writer.WriteNumber("most"u8, Most);
        writer.WriteNumber("mostBytes"u8, MostBytes);
        writer.WriteTexts("endings"u8, Endings);
        writer.WriteBoolean("required"u8, IsRequired);
        writer.WriteEndObject();
    }
}

/// <summary>A file that a member gave: its site fetches it by the request's id and its place among the request's files.</summary>
/// <param name="Name">cleaned by the hub</param>
/// <param name="Size">bytes</param>
/// <param name="Hash">SHA-256 of the bytes, as base64url</param>
public sealed record GivenFile(string Name, long Size, string Hash)
{
    internal static GivenFile Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? name = null, hash = null;
        long? size = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("name"u8))
            {
                name = reader.Text();
            }
            else if (reader.Name.SequenceEqual("size"u8))
            {
                size = reader.Integer(0, FileLimits.MaxBytes);
            }
            else if (reader.Name.SequenceEqual("hash"u8))
            {
                hash = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return new GivenFile(reader.Require(name, entered, "name"), reader.Require(size, entered, "size"), reader.Require(hash, entered, "hash"));
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, Name);
        writer.WriteNumber("size"u8, Size);
        writer.WriteString("hash"u8, Hash);
        writer.WriteEndObject();
    }
}
