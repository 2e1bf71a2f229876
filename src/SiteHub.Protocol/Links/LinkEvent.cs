using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Links;

/// <summary>One entry of a log.</summary>
/// <param name="Seq">from 1, contiguous within an epoch</param>
/// <param name="Id">names the entry for ever, over epochs too</param>
/// <param name="Type">see <see cref="LinkEventTypes"/>; one that is not known there is taken here and rejected by itself later</param>
/// <param name="Timestamp">when it was appended, in UTC</param>
/// <param name="Data">the JSON object's text, byte for byte as it was written; when read, a slice of the message</param>
public sealed record LinkEvent(long Seq, string Id, string Type, DateTimeOffset Timestamp, ReadOnlyMemory<byte> Data)
{
    private const int MaxTrace = 128;

    /// <summary>The W3C <c>traceparent</c> of what made the entry; null: nobody records.</summary>
    public string? Trace { get; init; }

    internal static LinkEvent Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        long? seq = null;
        string? id = null;
        string? type = null;
        DateTimeOffset? timestamp = null;
        ReadOnlyMemory<byte>? data = null;
        string? trace = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("seq"u8))
            {
                seq = reader.Integer(1);
            }
            else if (reader.Name.SequenceEqual("id"u8))
            {
                id = reader.Id();
            }
            else if (reader.Name.SequenceEqual("type"u8))
            {
                type = LinkEventTypes.Of(reader.RawValue) ?? reader.Text("the type of an event, of 1 to 128 characters", LinkLimits.MaxIdLength);
            }
            else if (reader.Name.SequenceEqual("timestamp"u8))
            {
                timestamp = reader.Time();
            }
            else if (reader.Name.SequenceEqual("traceparent"u8))
            {
                trace = reader.Text("a traceparent of 1 to 128 characters", MaxTrace);
            }
            else if (reader.Name.SequenceEqual("data"u8))
            {
                data = reader.RawObject();
            }
            else
            {
                reader.Skip();
            }
        }

        return new LinkEvent(
            reader.Require(seq, entered, "seq"),
            reader.Require(id, entered, "id"),
            reader.Require(type, entered, "type"),
            reader.Require(timestamp, entered, "timestamp"),
            reader.Require(data, entered, "data")) { Trace = trace };
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seq"u8, Seq);
        writer.WriteString("id"u8, Id);
        writer.WriteString("type"u8, Type);
        writer.WriteTime("timestamp"u8, Timestamp);
        if (Trace is not null)
        {
            writer.WriteString("traceparent"u8, Trace);
        }

        writer.WriteRaw("data"u8, Data);
        writer.WriteEndObject();
    }
}
