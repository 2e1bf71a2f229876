using System.Buffers;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Links;

/// <summary>An entry that the receiver keeps as rejected: it counts as taken, and does not hold up the rest.</summary>
/// <param name="Seq">the entry's sequence</param>
/// <param name="Reason">why, for people</param>
public sealed record RejectedEntry(long Seq, string Reason);

/// <summary>The answer to a batch: of 200, what is now durable at the receiver; of 409, what it holds instead of what the batch supposed.</summary>
/// <param name="Epoch">the history that the receiver follows</param>
/// <param name="Checkpoint">the last entry of it that is durably applied</param>
/// <param name="Rejected">those of the batch that were recorded as rejected; of 409 always empty</param>
public sealed record LinkAnswer(Epoch Epoch, LogPosition Checkpoint, IReadOnlyList<RejectedEntry> Rejected)
{
    /// <exception cref="LinkMessageException">it is not such an answer</exception>
    public static LinkAnswer Read(ReadOnlyMemory<byte> body) => StrictReader.ReadObject(body, LinkLimits.MaxDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.Write("epoch"u8, Epoch);
        writer.Write("checkpoint"u8, Checkpoint);
        writer.WriteStartArray("rejected"u8);
        foreach (var entry in Rejected)
        {
            writer.WriteStartObject();
            writer.WriteNumber("seq"u8, entry.Seq);
            writer.WriteString("reason"u8, entry.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static LinkAnswer Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        Epoch? epoch = null;
        LogPosition? checkpoint = null;
        List<RejectedEntry> rejected = [];
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("epoch"u8))
            {
                epoch = reader.Epoch();
            }
            else if (reader.Name.SequenceEqual("checkpoint"u8))
            {
                checkpoint = reader.Position();
            }
            else if (reader.Name.SequenceEqual("rejected"u8))
            {
                reader.EnterArray();
                while (reader.NextItem())
                {
                    rejected.Add(ParseRejected(ref reader));
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return new LinkAnswer(reader.Require(epoch, entered, "epoch"), reader.Require(checkpoint, entered, "checkpoint"), rejected);
    }

    private static RejectedEntry ParseRejected(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        long? seq = null;
        string? reason = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("seq"u8))
            {
                seq = reader.Integer(1);
            }
            else if (reader.Name.SequenceEqual("reason"u8))
            {
                reason = reader.TextOrEmpty();
            }
            else
            {
                reader.Skip();
            }
        }

        return new RejectedEntry(reader.Require(seq, entered, "seq"), reader.Require(reason, entered, "reason"));
    }
}
