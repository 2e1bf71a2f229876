using System.Text.Json;
using SiteHub.Delivery.Patterns;

namespace SiteHub.Operations.Configuration.Reading;

internal static class DocTypeReader
{
    private static readonly Pattern Series = Pattern.Whole(@"[^.#{}]*(\.(YYYY|YY|MM|DD)\.[^.#{}]*)*\.#{1,12}");

    private static readonly Dictionary<string, DocRights> Rights = new()
    {
        ["read"] = DocRights.Read, ["write"] = DocRights.Write, ["create"] = DocRights.Create,
        ["submit"] = DocRights.Submit, ["cancel"] = DocRights.Cancel, ["delete"] = DocRights.Delete,
    };

    /// <param name="item">the object</param>
    /// <param name="path">where it stands</param>
    /// <param name="roles">the site's; null: they cannot be read, and none is refused</param>
    /// <param name="context">of the file</param>
    /// <param name="mirrored">its documents are another system's: that names them, and nobody may change them here</param>
    public static DocTypeEntry? Read(JsonElement item, string path, IReadOnlySet<string>? roles, ReadContext context, bool mirrored = false)
    {
        if (ObjectReader.Open(item, path, context) is not { } docType)
        {
            return null;
        }

        var name = docType.Text("name", required: true);
        if (name is not null && (name.Length > 140 || name.Any(char.IsControl) || name.Trim() != name))
        {
            docType.Fault("name", "must be up to 140 characters, without space around it", Found.Text(name));
        }

        var child = docType.Flag("child");
        var submittable = docType.Flag("submittable");
        var naming = mirrored ? new NamingRule(NamingKind.Prompt, "") : Naming(docType, child);
        var title = docType.Text("titleField");
        var fields = docType.List("fields", (field, at) => FieldReader.Read(field, at, context), required: true);
        FileChecks.Twice(fields, f => f.Name, "name", "field", context);
        var permissions = Permissions(docType, child, submittable, roles, mirrored);
        docType.Close();
        return name is null ? null : new DocTypeEntry(
            name, naming, submittable, child, title, [.. fields.Select(f => f.Value)], permissions);
    }

    private static NamingRule Naming(ObjectReader docType, bool child)
    {
        // Rows are named by themselves unless they say otherwise; a document's name is worth a thought.
        var text = docType.Text("naming", required: !child) ?? "hash";
        if (text is "hash" or "prompt")
        {
            return new NamingRule(text == "hash" ? NamingKind.Hash : NamingKind.Prompt, "");
        }

        if (text.StartsWith("field:", StringComparison.Ordinal))
        {
            return new NamingRule(NamingKind.Field, text["field:".Length..]);
        }

        if (!Series.IsMatch(text))
        {
            docType.Fault("naming", "must be a series such as QTN-.##### or INV-.YYYY.-.####, field:NAME, prompt or hash", Found.Text(text));
        }

        return new NamingRule(NamingKind.Series, text);
    }

    private static PermissionEntry[] Permissions(ObjectReader docType, bool child, bool submittable, IReadOnlySet<string>? roles, bool mirrored)
    {
        var read = docType.List("permissions", (item, path) => Permission(item, path, submittable, roles, docType.Context), required: !child && !mirrored);
        foreach (var (_, at) in read.Where(p => mirrored && (p.Value.Allow & ~DocRights.Read) != DocRights.None))
        {
            docType.Context.Fault($"{at}.allow", "must be read alone: these documents are changed where they live, not here");
        }

        if (child && read.Count > 0)
        {
            docType.Fault("permissions", "must not stand at a child table's rows: they go with their document");
        }

        FileChecks.Twice(read, p => p.Role, "role", "permission", docType.Context);
        return [.. read.Select(p => p.Value)];
    }

    private static PermissionEntry? Permission(
        JsonElement item, string path, bool submittable, IReadOnlySet<string>? roles, ReadContext context)
    {
        if (ObjectReader.Open(item, path, context) is not { } permission)
        {
            return null;
        }

        var role = permission.Text("role", required: true);
        if (role is not null && roles?.Contains(role) == false)
        {
            permission.Fault("role", $"is no role of this site; its roles are {Found.List(roles!)}", Found.Text(role));
        }

        var allow = DocRights.None;
        foreach (var (text, at) in permission.Texts("allow", required: true))
        {
            if (!Rights.TryGetValue(text, out var right))
            {
                context.Fault(at, $"must be one of {Found.List(Rights.Keys)}", Found.Text(text));
            }
            else if (right is DocRights.Submit or DocRights.Cancel && !submittable)
            {
                context.Fault(at, "is for a DocType with \"submittable\": true", Found.Text(text));
            }

            allow |= right;
        }

        permission.Close();
        return role is null ? null : new PermissionEntry(role, allow);
    }

    /// <summary>Literal parts, date parts between dots, and one run of digits behind a dot.</summary>
}
