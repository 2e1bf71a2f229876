using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SiteHub.Delivery.Webhooks;

/// <summary>A definition as JSON: as the API shows it, as files hold it, and, sealed whole, as it is stored.</summary>
public static class WebhookJson
{
    /// <summary>Stands for a secret where it is shown; read again, it means "as before".</summary>
    public const string Hidden = "***";

    /// <summary>Reads what <see cref="Write(WebhookDefinition, bool)"/> writes, and what people write. Unknown members are faults.</summary>
    /// <param name="json">one object</param>
    /// <param name="faults">what cannot be read; what can be read and is wrong is told by <see cref="WebhookValidation"/></param>
    /// <returns>null if there are faults</returns>
    public static WebhookDefinition? Read(JsonElement json, out IReadOnlyList<Fault> faults)
    {
        var list = new FaultList();
        var webhook = WebhookReader.Read(json, list);
        faults = list.All;
        return list.All.Count == 0 ? webhook : null;
    }

    /// <param name="webhook">the definition</param>
    /// <param name="clear">with its secrets: for storing under encryption alone</param>
    public static string Write(WebhookDefinition webhook, bool clear)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            WebhookWriter.Write(writer, webhook, clear);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <inheritdoc cref="Write(WebhookDefinition, bool)"/>
    public static void Write(Utf8JsonWriter writer, WebhookDefinition webhook, bool clear) => WebhookWriter.Write(writer, webhook, clear);
}
