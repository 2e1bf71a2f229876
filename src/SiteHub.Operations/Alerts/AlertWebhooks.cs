using System.Buffers;
using System.Text.Json;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Alerts;

/// <summary>Operational webhooks: <c>alert.raised</c>, <c>alert.cleared</c> and <c>alert.digest</c>, for any webhook that listens to them. They are few: their conditions run inside the writer.</summary>
public sealed class AlertWebhooks(WebhookFanout fanout, AlertOrigin origin, TimeProvider time) : IAlertChannel
{
    public void Tell(Session session, Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var type = alert.Cleared is null ? "alert.raised" : "alert.cleared";
        Send(session, type, $"evt_alert_{origin.Role}_{alert.Id}_{type}_{alert.Raised.UtcTicks}", json => Write(json, alert));
    }

    public void Digest(Session session, AlertDigest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        Send(session, "alert.digest", $"evt_digest_{origin.Role}_{time.GetUtcNow().UtcTicks}", json =>
        {
            json.WriteNumber("raised"u8, digest.Raised);
            json.WriteNumber("cleared"u8, digest.Cleared);
            json.WriteStartArray("open"u8);
            foreach (var alert in digest.Open)
            {
                json.WriteStartObject();
                Write(json, alert);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("tasks"u8);
            foreach (var task in digest.Tasks)
            {
                json.WriteStringValue(string.Format(System.Globalization.CultureInfo.InvariantCulture, task.Title, task.Subject));
            }

            json.WriteEndArray();
        });
    }

    private void Send(Session session, string type, string id, Action<Utf8JsonWriter> write)
    {
        var message = new WebhookEvent(id, [type], "", "", origin.Role, 0, time.GetUtcNow(), ReadOnlyMemory<byte>.Empty, null);
        if (!fanout.Concerns(message))
        {
            return;
        }

        var doc = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(doc))
        {
            json.WriteStartObject();
            json.WriteString("role"u8, origin.Role);
            write(json);
            json.WriteEndObject();
        }

        fanout.Prepare(message with { Doc = doc.WrittenMemory })?.Commit(session);
    }

    private void Write(Utf8JsonWriter json, Alert alert)
    {
        json.WriteString("cause"u8, alert.Cause);
        json.WriteString("kind"u8, alert.Kind);
        json.WriteString("title"u8, string.Format(System.Globalization.CultureInfo.InvariantCulture, alert.Title, alert.Subject));
        json.WriteString("subject"u8, alert.Subject);
        json.WriteString("reason"u8, alert.Reason);
        json.WriteString("mend"u8, alert.Mend);
        json.WriteString("page"u8, new Uri(origin.Url, alert.Page).AbsoluteUri);
        json.WriteString("raisedAt"u8, alert.Raised.UtcDateTime);
        if (alert.Cleared is { } cleared)
        {
            json.WriteString("clearedAt"u8, cleared.UtcDateTime);
        }
    }
}

/// <summary>Whose alerts they are.</summary>
/// <param name="Role"><c>hub</c>, or the site's slug</param>
/// <param name="Url">where its pages are</param>
public sealed record AlertOrigin(string Role, Uri Url);
