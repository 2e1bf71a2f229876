using System.Text.Json;

namespace SiteHub.Operations.Receiving;

/// <summary>Slack takes an address only once that has given back the word that Slack sends there.</summary>
internal static class SlackGreeting
{
    /// <returns>the word; null: it is a message like any other</returns>
    public static string? AnswerTo(Receiver receiver, byte[] body)
    {
        if (receiver.Scheme is not ReceiverScheme.Slack)
        {
            return null;
        }

        try
        {
            var json = JsonElement.Parse(body);
            return json.ValueKind is JsonValueKind.Object && Text(json, "type") == "url_verification" ? Text(json, "challenge") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
