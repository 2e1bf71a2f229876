namespace SiteHub.Hub.Features.People;

/// <summary>Roles at sites as people write them: <c>acme: Sales User; globex: Buyer</c>, or a line each.</summary>
internal static class SiteRoles
{
    public static Dictionary<string, IReadOnlyList<string>> Read(string? text) => (text ?? "")
        .Split(['\n', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(static line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .GroupBy(static parts => parts[0], StringComparer.Ordinal)
        .ToDictionary(static site => site.Key, static site => (IReadOnlyList<string>)[.. site.Select(static parts => parts.ElementAtOrDefault(1) ?? "").Where(static role => role.Length > 0)]);
}
