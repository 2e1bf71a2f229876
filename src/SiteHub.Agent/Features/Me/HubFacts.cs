using System.Text.Json;

namespace SiteHub.Agent.Features.Me;

/// <summary>The hub's answer about a person, without what only programs use.</summary>
internal static class HubFacts
{
    private static readonly (string Claim, string Label)[] Known =
    [
        ("name", "Name"), ("given_name", "Given name"), ("family_name", "Family name"), ("email", "E-mail address"), ("email_verified", "Address confirmed"), ("locale", "Language"), ("roles", "Roles"),
    ];

    /// <returns>null: it is none</returns>
    public static List<(string Label, string Value)>? Of(string json)
    {
        try
        {
            var told = JsonElement.Parse(json);
            return told.ValueKind != JsonValueKind.Object ? null
                : [.. Known.Where(known => told.TryGetProperty(known.Claim, out _)).Select(known => (known.Label, Shown(told.GetProperty(known.Claim)))).Where(static fact => fact.Item2.Length > 0)];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()! switch { "de" => "German", "en" => "English", var text => text },
        JsonValueKind.True => "Yes",
        JsonValueKind.False => "No",
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString())),
        _ => "",
    };
}
