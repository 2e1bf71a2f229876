using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Actions;

/// <summary>Data of <c>action.withdrawn</c>: the member takes a request back. It loses against an acceptance already made.</summary>
/// <param name="Request">which; one that the site has not seen yet will find the mark</param>
public sealed record ActionWithdrawn(string Request)
{
    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static ActionWithdrawn Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("request"u8, Request);
        writer.WriteEndObject();
    }

    private static ActionWithdrawn Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? request = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("request"u8))
            {
                request = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return new ActionWithdrawn(reader.Require(request, entered, "request"));
    }
}
