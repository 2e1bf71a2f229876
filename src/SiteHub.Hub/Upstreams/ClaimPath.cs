using System.Security.Claims;
using System.Text.Json;

namespace SiteHub.Hub.Upstreams;

/// <summary>
/// Finds what a claim says, also one within another, such as Keycloak's <c>realm_access.roles</c>. A claim whose own name has dots in it is found first:
/// <c>https://northwind.example/roles</c> is one name.
/// </summary>
internal static class ClaimPath
{
    /// <returns>null: there is nothing at that path</returns>
    public static IReadOnlyList<string>? Find(ClaimsPrincipal said, string path)
    {
        var whole = said.FindAll(path).ToList();
        if (whole.Count > 0)
        {
            return [.. whole.SelectMany(static claim => Texts(claim.Value))];
        }

        // The longest name that there is, then on within it.
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            if (said.FindFirst(path[..dot]) is { } claim && Json(claim.Value) is { } value && Within(value, path[(dot + 1)..]) is { } found)
            {
                return [.. Texts(found)];
            }
        }

        return null;
    }

    private static JsonElement? Within(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (value.TryGetProperty(path, out var member))
        {
            return member;
        }

        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            if (value.TryGetProperty(path[..dot], out var inner) && Within(inner, path[(dot + 1)..]) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static IEnumerable<string> Texts(string value) => value.StartsWith('[') && Json(value) is { } list ? Texts(list) : [value];

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!),
        JsonValueKind.String => [value.GetString()!],
        _ => [],
    };

    private static JsonElement? Json(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
