using System.Globalization;
using System.Text.Json;
using SiteHub.Delivery.Scripts;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Files;

namespace SiteHub.Operations.Configuration.Reading;

internal static class ActionReader
{
    private const int UsualFileBytes = 10 * 1024 * 1024;

    private static readonly Dictionary<string, string> Roles = MemberRoles.All.ToDictionary(static role => role, StringComparer.Ordinal);

    public static ActionEntry? Read(JsonElement item, string path, ReadContext context)
    {
        if (ObjectReader.Open(item, path, context) is not { } action)
        {
            return null;
        }

        var docType = action.Text("docType", required: true);
        var name = Name(action, "name", static name => ActionNames.IsWellFormed(name), "must be a-z, 0-9 and single hyphens, beginning with a letter, up to 40 characters");
        var label = action.Text("label") ?? name;
        var onDocument = action.Flag("onDocument", fallback: true);
        var when = action.Text("when");
        Compiles(action, "when", when, ScriptNames.Document);
        var role = Word(action, "role", Roles.Keys, MemberRoles.Buyer);
        var input = action.List("input", (field, at) => Field(field, at, context));
        FileChecks.Twice(input, static f => f.Name, "name", "field", context);
        var files = action.Object("files") is { } given ? Files(given) : null;

        // What is given may be all that is wanted.
        var effect = action.List("effect", (step, at) => Step(step, at, context), required: files is null || !onDocument);
        action.Close();
        if (effect.Count > 1 && effect.FirstOrDefault(static step => step.Value is ActionStep.Handler) is { Path: { } handler })
        {
            context.Fault(handler, "must be the only step: what it does elsewhere cannot be one transaction with the others");
        }

        return docType is null || name is null
            ? null
            : new ActionEntry(new CatalogueAction(docType, name, label!, onDocument, role, [.. input.Select(static f => f.Value)]) { Files = files }, [.. effect.Select(static e => e.Value)]) { When = when };
    }

    private static ActionFiles Files(ObjectReader files)
    {
        var most = Number(files, "most") ?? 5;
        var bytes = Number(files, "mostBytes") ?? UsualFileBytes;
        var endings = files.Texts("endings").Select(static ending => ending.Value).ToList();
        var required = files.Flag("required");
        files.Close();
        if (most is < 1 or > ActionFiles.MaxMost || decimal.Truncate(most) != most)
        {
            files.Fault("most", $"must be a whole number from 1 to {ActionFiles.MaxMost}", most.ToString(CultureInfo.InvariantCulture));
            most = 1;
        }

        if (bytes is < 1 or > FileLimits.MaxBytes || decimal.Truncate(bytes) != bytes)
        {
            files.Fault("mostBytes", $"must be a whole number from 1 to {FileLimits.MaxBytes}", bytes.ToString(CultureInfo.InvariantCulture));
            bytes = 1;
        }

        foreach (var ending in endings.Where(static ending => !FileTypes.Endings.Contains(ending)))
        {
            files.Fault("endings", $"must be of {Found.List(FileTypes.Endings)}: other kinds are not taken from members", Found.Text(ending));
        }

        return new ActionFiles((int)most, (long)bytes, endings.Count == 0 ? [.. FileTypes.Endings] : endings, required);
    }

    private static ActionField? Field(JsonElement item, string path, ReadContext context)
    {
        if (ObjectReader.Open(item, path, context) is not { } field)
        {
            return null;
        }

        var name = Name(field, "name", ActionField.IsName, "must be a letter or _, then letters, digits and _, up to 60 characters");
        var label = field.Text("label") ?? name;
        var type = Word(field, "type", ActionFieldTypes.All, ActionFieldTypes.Text);
        var required = field.Flag("required");
        var maxLength = Number(field, "maxLength");
        var (min, max) = (Number(field, "min"), Number(field, "max"));
        var options = field.Texts("options", required: type == ActionFieldTypes.Choice);
        field.Close();
        if (maxLength is < 1 or > 100_000 || (maxLength is { } length && decimal.Truncate(length) != length))
        {
            field.Fault("maxLength", "must be a whole number from 1 to 100000", maxLength?.ToString(CultureInfo.InvariantCulture));
            maxLength = null;
        }

        if (min > max)
        {
            field.Fault("min", "must not be above max", min?.ToString(CultureInfo.InvariantCulture));
        }

        return name is null
            ? null
            : new ActionField(name, label!, type, required)
            {
                MaxLength = (long?)maxLength, Min = min, Max = max, Options = type == ActionFieldTypes.Choice ? [.. options.Select(static o => o.Value)] : null,
            };
    }

    private static ActionStep? Step(JsonElement item, string path, ReadContext context)
    {
        if (ObjectReader.Open(item, path, context) is not { } step)
        {
            return null;
        }

        var kinds = step.Members.Select(static member => member.Key).ToList();
        if (kinds is not [("set" or "submit" or "cancel" or "create" or "comment" or "handler" or "workflow" or "map" or "method" or "assign") and var kind])
        {
            context.Fault(path, "must have exactly one of set, submit, cancel, create, comment, handler, workflow, map, method, assign", kinds.Count == 0 ? null : Found.List(kinds));
            return null;
        }

        switch (kind)
        {
            case "set":
                return Script(step, "set") is { } fields ? new ActionStep.Set(fields) : null;
            case "comment":
                return Script(step, "comment") is { } text ? new ActionStep.Comment(text) : null;
            case "create":
                return step.Object("create") is { } create ? Create(create) : null;
            case "handler":
                return step.Text("handler") is { } name ? new ActionStep.Handler(name) : null;
            case "workflow":
                return step.Text("workflow") is { } transition ? new ActionStep.Workflow(transition) : null;
            case "assign":
                return step.Text("assign") is { } user ? new ActionStep.Assign(user) : null;
            case "map":
                return step.Object("map") is { } map ? Map(map) : null;
            case "method":
                return step.Object("method") is { } method ? Method(method) : null;
            default:
                if (!step.Flag(kind))
                {
                    step.Fault(kind, "must be true; leave the step out instead");
                }

                return kind == "submit" ? new ActionStep.Submit() : new ActionStep.Cancel();
        }
    }

    private static ActionStep.Create? Create(ObjectReader create)
    {
        var docType = create.Text("docType", required: true);
        var doc = Script(create, "doc");
        create.Close();
        return docType is null || doc is null ? null : new ActionStep.Create(docType, doc);
    }

    private static ActionStep.Map? Map(ObjectReader map)
    {
        var docType = map.Text("docType", required: true);
        var method = map.Text("method", required: true);
        var fields = Script(map, "fields", required: false);
        var submits = map.Flag("submit");
        map.Close();
        return docType is null || method is null ? null : new ActionStep.Map(docType, method, fields, submits);
    }

    private static ActionStep.Method? Method(ObjectReader method)
    {
        var name = method.Text("name", required: true);
        var arguments = Script(method, "arguments", required: false);
        method.Close();
        return name is null ? null : new ActionStep.Method(name, arguments);
    }

    private static string? Script(ObjectReader owner, string name, bool required = true)
    {
        var source = owner.Text(name, required);
        Compiles(owner, name, source, ActionEntry.ScriptNames);
        return source;
    }

    private static void Compiles(ObjectReader owner, string name, string? source, IReadOnlyList<string> names)
    {
        if (source is null)
        {
            return;
        }

        try
        {
            Delivery.Scripts.Script.Compile(source, names);
        }
        catch (ScriptException e)
        {
            owner.Fault(name, $"is no script: {e.Message}", Found.Text(source));
        }
    }

    private static string? Name(ObjectReader owner, string member, Func<string, bool> form, string expected)
    {
        var name = owner.Text(member, required: true);
        if (name is not null && !form(name))
        {
            owner.Fault(member, expected, Found.Text(name));
        }

        return name;
    }

    private static string Word(ObjectReader owner, string name, IEnumerable<string> choices, string fallback)
    {
        if (owner.Text(name) is not { } text)
        {
            return fallback;
        }

        if (!choices.Contains(text))
        {
            owner.Fault(name, $"must be one of {Found.List(choices)}", Found.Text(text));
        }

        return text;
    }

    private static decimal? Number(ObjectReader owner, string name)
    {
        if (owner.Any(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
        {
            return number;
        }

        owner.Fault(name, "must be a number", Found.Value(value));
        return null;
    }
}
