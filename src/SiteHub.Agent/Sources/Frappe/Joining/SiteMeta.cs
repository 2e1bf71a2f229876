using System.Text.Json;
using SiteHub.Agent.Sources.Frappe.Calls;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>A field as the site describes it, with all that was customized there.</summary>
internal sealed record MetaField(string Name, string Label, string Type, string? Options, int PermLevel, bool IsUnique, bool IsVirtual, bool IgnoresUserPermissions)
{
    private static readonly string[] Layout = ["Section Break", "Column Break", "Tab Break", "Button", "HTML", "Heading", "Image", "Fold"];

    /// <summary>It has a value that a list shows.</summary>
    public bool IsStored => !IsVirtual && !Layout.Contains(Type);
}

/// <summary>What a role may do with a DocType.</summary>
internal sealed record MetaRight(string Role, int PermLevel, bool OnlyOwn, IReadOnlySet<string> Allows);

/// <summary>A DocType as the site describes it.</summary>
internal sealed record SiteMeta(string Name, bool IsSubmittable, string? TitleField, IReadOnlyDictionary<string, MetaField> Fields, IReadOnlyList<MetaRight> Rights)
{
    private static readonly string[] Kinds = ["read", "write", "create", "submit", "cancel", "print"];

    public static SiteMeta Of(JsonElement json)
    {
        var fields = new Dictionary<string, MetaField>(StringComparer.Ordinal);
        foreach (var field in Items(json, "fields"))
        {
            if (Text(field, "fieldname") is { Length: > 0 } name)
            {
                fields[name] = new MetaField(
                    name, Text(field, "label") is { Length: > 0 } label ? label : name, Text(field, "fieldtype") ?? "Data", Text(field, "options"), Number(field, "permlevel"), Is(field, "unique"), Is(field, "is_virtual"), Is(field, "ignore_user_permissions"));
            }
        }

        var rights = Items(json, "permissions").Where(static right => Text(right, "role") is not null)
            .Select(static right => new MetaRight(Text(right, "role")!, Number(right, "permlevel"), Is(right, "if_owner"), Kinds.Where(kind => Is(right, kind)).ToHashSet(StringComparer.Ordinal)));
        return new SiteMeta(Text(json, "name") ?? "", Is(json, "is_submittable"), Text(json, "title_field"), fields, [.. rights]);
    }

    /// <summary>Those that give somebody a right on whole documents.</summary>
    public IEnumerable<string> RolesThatMay(string kind) => Rights.Where(right => right.PermLevel == 0 && right.Allows.Contains(kind)).Select(static right => right.Role).Distinct(StringComparer.Ordinal);

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object) : [];

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;

    private static bool Is(JsonElement json, string name) => Number(json, name) == 1;
}

/// <summary>The site's DocTypes, each asked for once.</summary>
internal sealed class SiteMetas(FrappeClient client)
{
    private readonly Dictionary<string, (SiteMeta? Meta, FrappeFault? Fault)> _known = new(StringComparer.Ordinal);

    /// <summary>It was changed.</summary>
    public void Forget(string docType) => _known.Remove(docType);

    /// <returns>null, without a fault: the site has no such DocType</returns>
    public async Task<(SiteMeta? Meta, FrappeFault? Fault)> Find(string docType, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(docType, out var known))
        {
            return known;
        }

        switch (await client.Get($"/api/method/frappe.desk.form.load.getdoctype?doctype={Uri.EscapeDataString(docType)}", cancellationToken))
        {
            case FrappeReply.Answer { Body: var body } when body.TryGetProperty("docs", out var docs) && docs.ValueKind == JsonValueKind.Array:
                foreach (var meta in docs.EnumerateArray().Where(static doc => doc.ValueKind == JsonValueKind.Object).Select(SiteMeta.Of))
                {
                    // Those of its child tables come along.
                    _known.TryAdd(meta.Name, (meta, null));
                }

                break;
            case FrappeReply.Failed { Fault: { IsMissing: false } fault }:
                return _known[docType] = (null, fault);
        }

        _known.TryAdd(docType, (null, null));
        return _known[docType];
    }
}
