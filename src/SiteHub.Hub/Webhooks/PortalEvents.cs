using System.Buffers;
using System.Text.Json;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Hub.Webhooks;

/// <summary>
/// Tells the hub's webhooks what happens in the portal, in the transaction in which it does: <c>action.*</c>, <c>customer.*</c> and <c>person.*</c>. These are
/// few, and made by people: unlike those of documents their conditions run inside the writer, on what it has just written.
/// </summary>
internal sealed class PortalEvents(WebhookFanout fanout, TimeProvider time)
{
    /// <param name="session">the transaction</param>
    /// <param name="type">such as <c>action.completed</c></param>
    /// <param name="key">what makes the event one of a kind; null: every time anew</param>
    /// <param name="site">where it happens; null: at the hub</param>
    /// <param name="write">the members of what is told</param>
    public void Tell(Session session, string type, string? key, string? site, Action<Utf8JsonWriter> write)
    {
        var now = time.GetUtcNow();
        var message = new WebhookEvent($"evt_{key ?? Guid.CreateVersion7(now).ToString("N")}_{type}", [type], "", "", site ?? "hub", 0, now, ReadOnlyMemory<byte>.Empty, null);
        if (!fanout.Concerns(message))
        {
            return;
        }

        var doc = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(doc))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        fanout.Prepare(message with { Doc = doc.WrittenMemory })?.Commit(session);
    }
}
