using System.Net.Http.Headers;

namespace SiteHub.Delivery.Webhooks;

internal static class WebhookHeaderCheck
{
    private const int MaxBytes = 16 * 1024;

    public static void Check(WebhookDefinition webhook, FaultList faults)
    {
        var authorized = webhook.Authentication.FirstOrDefault(static a => a.Authorizes);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (i, header) in webhook.Headers.Index())
        {
            if (header.Value.Length == 0)
            {
                continue;
            }

            faults.Unless(IsToken(header.Name), $"headers[{i}].name", header.Name, "a header's name: letters, digits and hyphens");
            faults.Unless(seen.Add(header.Name), $"headers[{i}].name", header.Name, "each header once");
            faults.Unless(!ReservedHeaders.Contains(header.Name), $"headers[{i}].name", header.Name, "a header that is not reserved; this one says what only the sender may say");
            faults.Unless(
                authorized is null || !header.Name.Equals("authorization", StringComparison.OrdinalIgnoreCase),
                $"headers[{i}].name",
                header.Name,
                $"no header Authorization besides the authentication \"{authorized?.Type}\", which fills it");
            faults.Unless(!header.Value.Any(char.IsControl), $"headers[{i}].value", null, "one line, without control characters");
            faults.Unless(header.Value.Length <= MaxBytes, $"headers[{i}].value", $"{header.Value.Length} characters", $"up to {MaxBytes}");
            faults.Try($"headers[{i}].value", header.Value, PlaceholderTemplate.Parse, show: !header.IsSecret);
            if (header.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase))
            {
                faults.Unless(MediaTypeHeaderValue.TryParse(header.Value, out _), $"headers[{i}].value", header.Value, "a content type, like application/json");
            }
        }
    }

    private static bool IsToken(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
