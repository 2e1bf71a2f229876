using System.Buffers;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Files;

/// <summary>What a site asks its hub for: a file that a member gave with a request.</summary>
/// <param name="Request">that the site was asked for</param>
/// <param name="Place">among the request's files, from 0</param>
public sealed record GivenFileAsk(string Request, int Place)
{
    /// <summary>The only thing that a site asks for.</summary>
    public const string What = "given";

    /// <exception cref="LinkMessageException">it is not such a question</exception>
    public static GivenFileAsk Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDepth, static (ref reader) =>
    {
        var entered = reader.EnterObject();
        string? what = null, request = null;
        long? place = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("what"u8))
            {
                what = reader.Text();
                if (what != What)
                {
                    throw reader.Fault(What);
                }
            }
            else if (reader.Name.SequenceEqual("request"u8))
            {
                request = reader.Text();
            }
            else if (reader.Name.SequenceEqual("place"u8))
            {
                place = reader.Integer(0, ActionFiles.MaxMost - 1);
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Require(what, entered, "what");
        return new GivenFileAsk(reader.Require(request, entered, "request"), (int)reader.Require(place, entered, "place"));
    });

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("what"u8, What);
        writer.WriteString("request"u8, Request);
        writer.WriteNumber("place"u8, Place);
        writer.WriteEndObject();
    }
}
