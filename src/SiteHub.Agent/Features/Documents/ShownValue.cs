using System.Text.Json;

namespace SiteHub.Agent.Features.Documents;

internal static class ShownValue
{
    /// <summary>A value as it stands in an input; numbers in the form in which they are stored.</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
