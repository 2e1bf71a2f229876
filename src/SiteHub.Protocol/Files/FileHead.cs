using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Files;

/// <summary>What goes ahead of a file's bytes. Both are the word of whoever has it: who passes it on makes its own headers of them.</summary>
/// <param name="Name">of the file</param>
/// <param name="Type">a media type</param>
public sealed record FileHead(string Name, string Type)
{
    /// <exception cref="LinkMessageException">it is not such a head</exception>
    public static FileHead Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDepth, static (ref reader) =>
    {
        var entered = reader.EnterObject();
        string? name = null, type = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("name"u8))
            {
                name = reader.Text();
            }
            else if (reader.Name.SequenceEqual("type"u8))
            {
                type = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return new FileHead(reader.Require(name, entered, "name"), reader.Require(type, entered, "type"));
    });

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("name"u8, Name);
        writer.WriteString("type"u8, Type);
        writer.WriteEndObject();
    }
}
