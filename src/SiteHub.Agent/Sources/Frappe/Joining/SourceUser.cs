using System.Text.Json;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>As whom the agent comes, and what the site says of them.</summary>
/// <param name="Roles">null: they may not read that</param>
/// <param name="Bounds">their User Permissions: the DocType, the value, and the DocType that alone is bounded by it; null: they may not read that</param>
internal sealed record SourceUser(string Name, IReadOnlySet<string>? Roles, IReadOnlyList<(string Allow, string Value, string? Only)>? Bounds)
{
    public bool IsAdministrator => Name == "Administrator";

    public static async Task<(SourceUser? User, FrappeReply Reply)> Ask(FrappeClient client, CancellationToken cancellationToken)
    {
        var reply = await client.Get("/api/method/frappe.auth.get_logged_user", cancellationToken);
        if (reply is not FrappeReply.Answer { Value: { ValueKind: JsonValueKind.String } said } || said.GetString() is not { } name)
        {
            return (null, reply);
        }

        HashSet<string>? roles = null;
        if (await client.Get(FrappeClient.PathOf("User", name), cancellationToken) is FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Object } user } && user.TryGetProperty("roles", out var rows) && rows.ValueKind == JsonValueKind.Array)
        {
            roles = rows.EnumerateArray().Select(static row => SourceRow.TextOf(row, "role")).OfType<string>().ToHashSet(StringComparer.Ordinal);

            // Everybody has these, and they stand in nobody's list.
            roles.UnionWith(["All", "Guest", "Desk User"]);
        }

        List<(string, string, string?)>? bounds = null;
        if (await client.Get("/api/method/frappe.core.doctype.user_permission.user_permission.get_user_permissions", cancellationToken) is FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Object } permissions })
        {
            bounds = [.. permissions.EnumerateObject().Where(static allow => allow.Value.ValueKind == JsonValueKind.Array)
                .SelectMany(static allow => allow.Value.EnumerateArray().Select(one => (allow.Name, SourceRow.TextOf(one, "doc") ?? "", SourceRow.TextOf(one, "applicable_for"))))];
        }

        return (new SourceUser(name, roles, bounds), reply);
    }

    /// <returns>null: it cannot be told</returns>
    public bool? May(string kind, SiteMeta meta) => IsAdministrator ? true : Roles is null ? null : meta.RolesThatMay(kind).Any(Roles.Contains);

    /// <summary>Whatever role lets them read it does so for what they made themselves alone.</summary>
    public bool SeesOnlyOwn(SiteMeta? meta) =>
        !IsAdministrator && Roles is { } roles && meta?.Rights.Where(right => right.PermLevel == 0 && right.Allows.Contains("read") && roles.Contains(right.Role)).ToList() is { Count: > 0 } readable && readable.TrueForAll(static right => right.OnlyOwn);
}
