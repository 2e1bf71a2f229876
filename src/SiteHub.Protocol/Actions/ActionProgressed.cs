using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Actions;

/// <summary>Data of <c>action.progressed</c>: where a request now stands at the site.</summary>
/// <param name="Request">which</param>
/// <param name="State">one of <see cref="ActionStates.Told"/></param>
/// <param name="Reason">for the member; null where there is nothing to explain</param>
/// <param name="Revision">of the document, once it was done; else null</param>
/// <param name="At">when the site decided</param>
public sealed record ActionProgressed(string Request, string State, string? Reason, long? Revision, DateTimeOffset At)
{
    /// <summary>The DocType of the document that came of it; null: none did.</summary>
    public string? ResultDocType { get; init; }

    /// <summary>The name of the document that came of it.</summary>
    public string? ResultName { get; init; }

    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static ActionProgressed Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("request"u8, Request);
        writer.WriteString("state"u8, State);
        writer.WriteString("reason"u8, Reason);
        if (Revision is { } revision)
        {
            writer.WriteNumber("revision"u8, revision);
        }

        writer.WriteTime("at"u8, At);
        if (ResultName is not null)
        {
            writer.WriteStartObject("result"u8);
            writer.WriteString("docType"u8, ResultDocType);
            writer.WriteString("name"u8, ResultName);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static ActionProgressed Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? request = null;
        string? state = null;
        string? reason = null;
        long? revision = null;
        DateTimeOffset? at = null;
        (string? DocType, string? Name) result = default;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("request"u8))
            {
                request = reader.Text();
            }
            else if (reader.Name.SequenceEqual("state"u8))
            {
                state = reader.Text();
                if (!ActionStates.Told.Contains(state))
                {
                    throw reader.Fault($"one of {string.Join(", ", ActionStates.Told)}");
                }
            }
            else if (reader.Name.SequenceEqual("reason"u8))
            {
                reason = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("revision"u8))
            {
                revision = reader.IsNull ? null : reader.Integer(0);
            }
            else if (reader.Name.SequenceEqual("at"u8))
            {
                at = reader.Time();
            }
            else if (reader.Name.SequenceEqual("result"u8) && !reader.IsNull)
            {
                result = Result(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ActionProgressed(reader.Require(request, entered, "request"), reader.Require(state, entered, "state"), reason, revision, reader.Require(at, entered, "at"))
        {
            ResultDocType = result.DocType, ResultName = result.Name,
        };
    }

    private static (string DocType, string Name) Result(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? docType = null;
        string? name = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("docType"u8))
            {
                docType = reader.Text();
            }
            else if (reader.Name.SequenceEqual("name"u8))
            {
                name = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return (reader.Require(docType, entered, "docType"), reader.Require(name, entered, "name"));
    }
}
