using System.Buffers;
using System.Globalization;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Links;

/// <summary>The body of <c>POST …/events</c>: entries of a log that follow each other.</summary>
/// <param name="Epoch">the history that they belong to</param>
/// <param name="After">the entry before the first; the receiver takes the batch only if that is the last that it applied</param>
/// <param name="Events">at most <see cref="LinkLimits.MaxEvents"/>, their sequences contiguous from <paramref name="After"/> on</param>
/// <param name="Tokens">actor tokens by sequence, minted for this attempt: secrets, never stored and never shown; null if there are none</param>
public sealed record LinkBatch(Epoch Epoch, LogPosition After, IReadOnlyList<LinkEvent> Events, IReadOnlyDictionary<long, string>? Tokens)
{
    /// <summary>Reads a body. The events' data are slices of it: it must not change as long as they are used.</summary>
    /// <exception cref="LinkMessageException">
    /// it is not such a body: malformed, a name twice, not UTF-8, half a surrogate pair, deeper than <see cref="LinkLimits.MaxDepth"/>, a member
    /// missing or of another kind, too many events, a sequence that does not follow. Members that are not known are passed over.
    /// </exception>
    public static LinkBatch Read(ReadOnlyMemory<byte> body) => StrictReader.ReadObject(body, LinkLimits.MaxDepth, Parse);

    /// <summary>Writes the body that <see cref="Read"/> reads. The events' data must be JSON; it is written as it is.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.Write("epoch"u8, Epoch);
        writer.Write("after"u8, After);
        writer.WriteStartArray("events"u8);
        foreach (var entry in Events)
        {
            entry.Write(writer);
        }

        writer.WriteEndArray();
        if (Tokens is { Count: > 0 })
        {
            writer.WriteStartObject("tokens"u8);
            foreach (var (seq, token) in Tokens)
            {
                writer.WriteString(seq.ToString(CultureInfo.InvariantCulture), token);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static LinkBatch Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        Epoch? epoch = null;
        LogPosition? after = null;
        List<LinkEvent>? events = null;
        Dictionary<long, string>? tokens = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("epoch"u8))
            {
                epoch = reader.Epoch();
            }
            else if (reader.Name.SequenceEqual("after"u8))
            {
                after = reader.Position();
            }
            else if (reader.Name.SequenceEqual("events"u8))
            {
                events = ParseEvents(ref reader);
            }
            else if (reader.Name.SequenceEqual("tokens"u8))
            {
                tokens = ParseTokens(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        var batch = new LinkBatch(
            reader.Require(epoch, entered, "epoch"), reader.Require(after, entered, "after"), reader.Require(events, entered, "events"), tokens);
        batch.RefuseGaps();
        return batch;
    }

    private static List<LinkEvent> ParseEvents(ref StrictReader reader)
    {
        reader.EnterArray();
        var events = new List<LinkEvent>(64);
        while (reader.NextItem())
        {
            if (events.Count == LinkLimits.MaxEvents)
            {
                throw reader.Fault($"at most {LinkLimits.MaxEvents} events");
            }

            events.Add(LinkEvent.Read(ref reader));
        }

        return events;
    }

    private static Dictionary<long, string>? ParseTokens(ref StrictReader reader)
    {
        const string Expected = "an object of a token for each sequence";
        if (reader.IsNull)
        {
            return null;
        }

        // A peer that mixes up name and value must not see its token again in a log: nothing in here is named by its path.
        reader.SecretPath = "tokens";
        reader.EnterObject();
        var tokens = new Dictionary<long, string>();
        while (reader.NextMember())
        {
            if (!long.TryParse(reader.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) || tokens.Count == LinkLimits.MaxEvents)
            {
                throw reader.Fault(Expected);
            }

            tokens[seq] = reader.Text(Expected);
        }

        reader.SecretPath = null;
        return tokens;
    }

    private void RefuseGaps()
    {
        for (var i = 0; i < Events.Count; i++)
        {
            if (Events[i].Seq != After.Seq + 1 + i)
            {
                throw new LinkMessageException($"events[{i}].seq", $"{Events[i].Seq}", $"{After.Seq + 1 + i}, for sequences have no gaps");
            }
        }

        if (Tokens?.Keys.FirstOrDefault(seq => seq <= After.Seq || seq > After.Seq + Events.Count) is > 0)
        {
            throw new LinkMessageException("tokens", "a sequence of none of the events", "tokens for events of this batch");
        }
    }
}
