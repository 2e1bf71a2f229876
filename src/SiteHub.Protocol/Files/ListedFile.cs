using System.Buffers;
using System.Text.Json;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Files;

/// <summary>A file of a document, as whoever has it lists it.</summary>
/// <param name="Id">by which it is asked for, at most <see cref="FileLimits.MaxId"/> characters</param>
/// <param name="Name">for people; nothing is ever opened by it</param>
/// <param name="Size">bytes; null: it is not known</param>
/// <param name="At">when it came; null: it is not known</param>
public sealed record ListedFile(string Id, string Name, long? Size, DateTimeOffset? At)
{
    internal static ListedFile Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? id = null, name = null;
        long? size = null;
        DateTimeOffset? at = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("id"u8))
            {
                id = reader.Text();
                if (id.Length is 0 or > FileLimits.MaxId)
                {
                    throw reader.Fault($"1 to {FileLimits.MaxId} characters");
                }
            }
            else if (reader.Name.SequenceEqual("name"u8))
            {
                name = reader.Text();
            }
            else if (reader.Name.SequenceEqual("size"u8))
            {
                size = reader.IsNull ? null : reader.Integer(0);
            }
            else if (reader.Name.SequenceEqual("at"u8))
            {
                at = reader.IsNull ? null : reader.Time();
            }
            else
            {
                reader.Skip();
            }
        }

        return new ListedFile(reader.Require(id, entered, "id"), reader.Require(name, entered, "name"), size, at);
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, Id);
        writer.WriteString("name"u8, Name);
        if (Size is { } size)
        {
            writer.WriteNumber("size"u8, size);
        }

        if (At is { } at)
        {
            writer.WriteTime("at"u8, at);
        }

        writer.WriteEndObject();
    }
}

/// <summary>The answer to <see cref="FileAsk.List"/>.</summary>
/// <param name="Files">at most <see cref="FileLimits.MaxListed"/>, in the order in which they are shown</param>
public sealed record FileList(IReadOnlyList<ListedFile> Files)
{
    /// <exception cref="LinkMessageException">it is not such an answer</exception>
    public static FileList Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDepth, static (ref reader) =>
    {
        var entered = reader.EnterObject();
        List<ListedFile>? files = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("files"u8))
            {
                files = reader.List(ListedFile.Parse);
                if (files.Count > FileLimits.MaxListed)
                {
                    throw reader.Fault($"at most {FileLimits.MaxListed} files");
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return new FileList(reader.Require(files, entered, "files"));
    });

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteStartArray("files"u8);
        foreach (var file in Files)
        {
            file.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
