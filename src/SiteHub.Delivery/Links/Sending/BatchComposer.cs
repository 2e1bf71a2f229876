using System.Buffers;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>Puts log entries into the body of a batch.</summary>
internal sealed class BatchComposer(ILinkHistory history, ILinkTokens tokens)
{
    private readonly ArrayBufferWriter<byte> _body = new(64 * 1024);

    /// <summary>The returned memory is valid until the next call: one batch is in flight at a time.</summary>
    public ReadOnlyMemory<byte> Compose(string link, Epoch epoch, LogPosition after, IReadOnlyList<LogEntry> entries)
    {
        _body.ResetWrittenCount();
        var events = new LinkEvent[entries.Count];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = entries[i].Unsendable is { } reason ? Unsendable(entries[i].Event, reason) : entries[i].Event;
        }

        new LinkBatch(epoch, after, events, tokens.ForEntries(link, events)).WriteTo(_body);
        return _body.WrittenMemory;
    }

    private LinkEvent Unsendable(LinkEvent entry, string reason)
    {
        JsonObject description;
        try
        {
            description = history.Describe(entry.Type, entry.Data);
        }
        catch (Exception e) when (!DatabaseFaults.IsAway(e))
        {
            // What cannot even be described still must not hold up the rest.
            description = [];
        }

        description.Insert(0, "type", entry.Type);
        description["reason"] = reason;
        return entry with { Type = LinkEventTypes.EntryUnsendable, Data = System.Text.Encoding.UTF8.GetBytes(description.ToJsonString()) };
    }
}
